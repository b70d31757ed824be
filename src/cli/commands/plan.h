#pragma once

// What upgrade or downgrade would do.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const PlanOptions& options, Context& context);

}  // namespace housewright::cli
