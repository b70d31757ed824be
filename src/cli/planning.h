#pragma once

// Making a plan without running it: for `plan`, --dry-run and --sql.

#include <optional>
#include <string>
#include <string_view>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/run_flow.h"

namespace housewright::cli {

// "start:goal" of --sql; `start` is absent where there is no ':'.
struct GoalRange {
  std::optional<std::string> start;
  std::string goal;
};
Result<GoalRange> ParseGoalRange(std::string_view text);
// kUsage for a range where no script is asked for: what is applied says where a run begins.
Result<void> RefuseRange(const RunRequest& request);

// The state in which exactly `start` and what it needs are applied.
Result<revision::AppliedState> AppliedAt(const project::Project& project, const std::string& start);

// Prints the script of --sql to stdout.
Outcome<Status> PrintSql(Context& context, const RunRequest& request, SqlOutput secrets);
// Prints the plan against a target, or offline from base where the project has no target.
Outcome<Status> PrintPlan(Context& context, const RunRequest& request);

}  // namespace housewright::cli
