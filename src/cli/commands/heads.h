#pragma once

// The newest revision of each branch.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const HeadsOptions& options, Context& context);

}  // namespace housewright::cli
