#include "cli/planning.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/target_choice.h"
#include "cli/target_connection.h"
#include "exec/settle.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;
using revision::Direction;

// What a script or an offline plan is made from.
struct Situation {
  AppliedState applied;
  project::Values values;
  plan::Capabilities capabilities;
  std::string from;  // "from base", "on local (http://...)"
};

// A script that masks its secrets needs none of them.
void FillMissingSecrets(project::Values& values) {
  for (auto& [name, value] : values.by_name) {
    if (value.secret && !value.text) value.text = fmt::format("[secret:{}]", name);
  }
}

Result<Situation> OfflineSituation(Context& context, const project::Project& project,
                                   const std::string& start) {
  Situation situation;
  // Without a connection, a named target still says what its variables are.
  const std::string name = RequestedTarget(context).value_or(project.config.default_target);
  const project::TargetConfig* target = nullptr;
  if (!name.empty() && !IsTargetUrl(name)) {
    ASSIGN_OR_RETURN(const TargetChoice choice, ChooseTarget(context, project.config));
    target = choice.config;
  }
  ASSIGN_OR_RETURN(situation.values,
                   project::ResolveValues(project.config, target, SourcesOf(context)));
  context.redactor = situation.values.redactor;
  ASSIGN_OR_RETURN(situation.applied, AppliedAt(project, start));
  situation.capabilities.server = "a single server";
  situation.from = fmt::format("from {}", start);
  return situation;
}

Result<Situation> TargetSituation(Context& context, const project::Project& project,
                                  TargetConnection& connection) {
  Situation situation;
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  situation.applied = AppliedOf(contents);
  TRY(RefuseUnknown(project, situation.applied));
  situation.values = connection.values();
  ASSIGN_OR_RETURN(situation.capabilities, connection.Capabilities());
  situation.from = fmt::format("on {}", connection.Display());
  if (exec::NeedsSettling(situation.applied)) {
    context.talk.Say(
        "note: a statement is open; a run first finds out whether it took effect (`housewright "
        "status` shows it)");
  }
  return situation;
}

// Alembic's rule: a downgrade script must know where it begins.
Error NoStart(const std::string& goal) {
  return Error(ErrorCode::kUsage, "`downgrade --sql` without --target needs START:GOAL")
      .WithAdvice(fmt::format("housewright downgrade heads:{} --sql", goal));
}

}  // namespace

Result<GoalRange> ParseGoalRange(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return GoalRange{std::nullopt, std::string(text)};
  const std::string_view goal = text.substr(colon + 1);
  if (goal.empty() || goal.find(':') != std::string_view::npos) {
    return Fail(Error(ErrorCode::kUsage, fmt::format("'{}' is no START:GOAL", text))
                    .WithAdvice("write for example base:heads or 0003:0007"));
  }
  const std::string_view start = text.substr(0, colon);
  return GoalRange{std::string(start.empty() ? "base" : start), std::string(goal)};
}

Result<void> RefuseRange(const RunRequest& request) {
  if (request.goal.find(':') == std::string::npos) return {};
  return Fail(
      Error(
          ErrorCode::kUsage,
          fmt::format("the range '{}' is for --sql; a run begins at what is applied", request.goal))
          .WithAdvice(fmt::format("housewright {} {} --sql", request.command, request.goal)));
}

Result<AppliedState> AppliedAt(const project::Project& project, const std::string& start) {
  AppliedState applied;
  if (start == "base") return applied;
  ASSIGN_OR_RETURN(const auto found, revision::ResolveRevisions(project.graph, applied, start));
  const revision::RevisionSet set = revision::WithAncestors(project.graph, found);
  for (revision::RevisionGraph::Index i = 0; i < project.graph.size(); ++i) {
    if (!set.Contains(i)) continue;
    const project::RevisionFile& file = project.FileOf(i);
    revision::RevisionState& state = applied.revisions[file.id];
    state.applied = true;
    state.revision_hash = file.hash.ToHex();
    state.service = file.service;
  }
  return applied;
}

Outcome<Status> PrintSql(Context& context, const RunRequest& request, SqlOutput secrets) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
  ASSIGN_OR_RETURN(const GoalRange range, ParseGoalRange(request.goal));
  std::optional<TargetConnection> connection;
  Situation situation;
  if (context.options.target && !range.start) {
    ASSIGN_OR_RETURN(connection, TargetConnection::Open(context, project));
    ASSIGN_OR_RETURN(situation, TargetSituation(context, project, *connection));
  } else {
    if (!range.start && request.direction == Direction::kDowngrade) {
      return std::unexpected(NoStart(range.goal));
    }
    ASSIGN_OR_RETURN(situation, OfflineSituation(context, project, range.start.value_or("base")));
  }
  if (secrets == SqlOutput::kPrintMasked) FillMissingSecrets(situation.values);
  const RunRequest goal{request.command, request.direction, range.goal};
  const auto plan =
      MakePlan(project, situation.applied, situation.values, situation.capabilities, goal);
  if (!plan) return std::unexpected(FailureOf(plan.error()));
  SayWarnings(context, plan->warnings);
  std::string script = fmt::format(
      "-- Housewright {}: {} {} to {}\n"
      "-- This script does not write the journal: run `housewright stamp` after it.\n\n",
      kVersion, DirectionName(request.direction), situation.from, range.goal);
  script += SqlScript(*plan, project,
                      secrets == SqlOutput::kPrintMasked ? Secrets::kMasked : Secrets::kShown);
  context.io.out << (context.json() ? TextJson(request.command, "sql", script) : script);
  return Status::kDone;
}

Outcome<Status> PrintPlan(Context& context, const RunRequest& request) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
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
  const auto plan =
      MakePlan(project, situation.applied, situation.values, situation.capabilities, request);
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
