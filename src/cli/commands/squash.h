#pragma once

// The objects of a target as SQL.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const SquashOptions& options, Context& context);

}  // namespace housewright::cli
