#pragma once

// Runs the initial SQL.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const BootstrapOptions& options, Context& context);

}  // namespace housewright::cli
