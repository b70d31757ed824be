#pragma once

// Lists the branch points: revisions that several follow.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const BranchesOptions& options, Context& context);

}  // namespace housewright::cli
