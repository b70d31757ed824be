#pragma once

// Writes the file of a new revision.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const RevisionOptions& options, Context& context);

}  // namespace housewright::cli
