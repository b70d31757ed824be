#pragma once

// What is applied on a target.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const CurrentOptions& options, Context& context);

}  // namespace housewright::cli
