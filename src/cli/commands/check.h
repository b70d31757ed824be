#pragma once

// All offline findings, and with --target what is pending.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const CheckOptions& options, Context& context);

}  // namespace housewright::cli
