#include "cli/commands/plan.h"

#include "cli/planning.h"

namespace housewright::cli {

Outcome<Status> Execute(const PlanOptions& options, Context& context) {
  if (options.downgrade && options.goal.empty()) {
    return std::unexpected(Error(ErrorCode::kUsage, "`housewright plan --downgrade` needs a GOAL")
                               .WithAdvice("housewright plan --downgrade -1"));
  }
  RunRequest request{
      "plan", options.downgrade ? revision::Direction::kDowngrade : revision::Direction::kUpgrade,
      options.goal.empty() ? "heads" : options.goal};
  TRY(RefuseRange(request));
  return PrintPlan(context, request);
}

}  // namespace housewright::cli
