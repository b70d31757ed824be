#pragma once

#include "cli/context.h"
#include "cli/exit_code.h"
#include "cli/outcome.h"

namespace housewright::cli {

Outcome<Status> Execute(const RenumberOptions& options, Context& context);

}  // namespace housewright::cli
