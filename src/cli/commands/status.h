#pragma once

// Pending, half-way and open, and the last run; changes nothing.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const StatusOptions& options, Context& context);

}  // namespace housewright::cli
