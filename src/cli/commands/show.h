#pragma once

// Revisions in full.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const ShowOptions& options, Context& context);

}  // namespace housewright::cli
