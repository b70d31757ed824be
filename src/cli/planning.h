#pragma once

// Printing a plan instead of running it: for `plan` and --dry-run.

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/run_flow.h"

namespace housewright::cli {

// kUsage for a range where no script is asked for: what is applied says where a run begins.
Result<void> RefuseRange(const RunRequest& request);

// Prints the plan against a target, or offline from base where the project has no target.
Outcome<Status> PrintPlan(Context& context, const RunRequest& request);

}  // namespace housewright::cli
