#include "cli/planning.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/situation.h"
#include "cli/target_choice.h"
#include "cli/target_connection.h"

namespace housewright::cli {

Result<void> RefuseRange(const RunRequest& request) {
  if (request.goal.find(':') == std::string::npos) return {};
  return Fail(
      Error(
          ErrorCode::kUsage,
          fmt::format("the range '{}' is for --sql; a run begins at what is applied", request.goal))
          .WithAdvice(fmt::format("housewright {} {} --sql", request.command, request.goal)));
}

Outcome<Status> PrintPlan(Context& context, const RunRequest& request) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  const bool has_target = RequestedTarget(context).has_value() || !project.config.targets.empty();
  std::optional<TargetConnection> connection;
  Situation situation;
  if (has_target) {
    ASSIGN_OR_RETURN(connection, TargetConnection::Open(context, project));
    ASSIGN_OR_RETURN(situation, TargetSituation(context, project, *connection));
  } else {
    context.talk.Say("note: the project has no target; assuming that nothing is applied");
    ASSIGN_OR_RETURN(situation, OfflineSituation(context, project, "base"));
  }
  FillMissingSecrets(situation.values);
  const FittingProject fitting(project, situation.applied);
  fitting.SayIfAmong(context);
  const auto plan =
      MakePlan(fitting.get(), situation.applied, situation.values, situation.capabilities, request);
  if (!plan) return std::unexpected(FailureOf(plan.error()));
  SayWarnings(context, plan->warnings);
  if (context.json()) {
    context.io.out << PlanJson(request.command, connection ? connection->name() : "", *plan,
                               context.redactor);
    return Status::kDone;
  }
  if (plan->empty()) {
    context.io.out << fmt::format("nothing to do: {} is reached\n", request.goal);
    return Status::kDone;
  }
  const Style style(context.io.out_is_terminal && context.talk.style().color());
  context.io.out << fmt::format("{} {} to {}: {}, {}\n", DirectionName(request.direction),
                                situation.from, request.goal, Count(plan->steps.size(), "revision"),
                                Count(plan->StatementCount(), "statement"));
  context.io.out << (context.talk.verbose() ? PlanDetails(*plan, style) : PlanText(*plan, style));
  return Status::kDone;
}

}  // namespace housewright::cli
