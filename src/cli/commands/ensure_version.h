#pragma once

// Makes the journal's table where it is missing, and does nothing else.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const EnsureVersionOptions& options, Context& context);

}  // namespace housewright::cli
