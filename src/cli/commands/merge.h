#pragma once

// Writes a revision that joins several lines of a service.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const MergeOptions& options, Context& context);

}  // namespace housewright::cli
