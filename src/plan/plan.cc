#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/checks.h"
#include "plan/reason.h"
#include "plan/step.h"
#include "revision/target_grammar.h"

namespace housewright::plan {
namespace {

using Index = revision::RevisionGraph::Index;

std::size_t CountStatements(const Plan& plan, bool left_out) {
  std::size_t count = 0;
  for (const PlannedStep& step : plan.steps) {
    count += static_cast<std::size_t>(
        std::ranges::count_if(step.statements, [&](const PlannedStatement& statement) {
          return statement.left_out.has_value() == left_out;
        }));
  }
  return count;
}

// A service of the configuration that has no revision yet: the graph does not know it, and all of
// its goals are reached.
bool IsGoalOfEmptyService(const project::Project& project, std::string_view goal) {
  const std::size_t at = goal.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view service = goal.substr(0, at);
  const std::string_view name = goal.substr(at + 1);
  const bool is_reached = name == "head" || name == "heads" || name == "base" || name == "current";
  return is_reached && project.config.FindService(service) != nullptr &&
         !project.graph.HasBranch(service);
}

Result<std::vector<Index>> Resolve(const project::Project& project,
                                   const revision::AppliedState& applied, Direction direction,
                                   std::string_view goal) {
  if (IsGoalOfEmptyService(project, goal)) return std::vector<Index>{};
  return direction == Direction::kUpgrade
             ? revision::ResolveUpgrade(project.graph, applied, goal)
             : revision::ResolveDowngrade(project.graph, applied, goal);
}

// Where something were to do, the target grammar has refused already.
void WarnOfNewerDatabase(const project::Project& project, const revision::AppliedState& applied,
                         Diagnostics& diagnostics) {
  std::vector<std::string> unknown;
  for (const auto& [id, state] : applied.revisions) {
    if ((state.applied || state.progress) && !project.graph.Find(id)) unknown.push_back(id.text());
  }
  if (unknown.empty()) return;
  diagnostics.push_back(
      {Severity::kWarning, "newer-database",
       Error(ErrorCode::kNotFound,
             fmt::format("the target has {} that this project does not have: {}",
                         Count(unknown.size(), "revision"), Join(unknown, ", ")))
           .WithAdvice("use the version of the project that has them before the next change")});
}

PlanResult PlanRevisions(const project::Project& project, const revision::AppliedState& applied,
                         const project::Values& values, const Capabilities& capabilities,
                         Direction direction, std::string_view goal) {
  const auto resolved = Resolve(project, applied, direction, goal);
  const std::vector<Index> planned = resolved.value_or(std::vector<Index>{});
  PlanContext context{project, values, capabilities, {}};
  if (!resolved) context.diagnostics.push_back({Severity::kError, "target", resolved.error()});

  const bool is_downgrade = direction == Direction::kDowngrade;
  for (Diagnostic& edited :
       CheckAppliedSources(project, applied, is_downgrade ? planned : std::vector<Index>{}))
    context.diagnostics.push_back(std::move(edited));
  if (resolved) WarnOfNewerDatabase(project, applied, context.diagnostics);

  const Reasons reasons(project.graph, planned, direction);
  std::vector<PlannedStep> steps;
  steps.reserve(planned.size());
  for (const Index index : planned) {
    const project::RevisionFile& file = project.FileOf(index);
    const auto state = applied.revisions.find(file.id);
    const bool is_half_way = state != applied.revisions.end() && state->second.progress;
    auto step = MakeRevisionStep(file, direction, is_half_way ? &*state->second.progress : nullptr,
                                 reasons.For(index), context);
    if (step) steps.push_back(*std::move(step));
  }
  return Finish(std::string(goal), std::move(steps), std::move(context.diagnostics));
}

}  // namespace

std::string_view StepKindName(StepKind kind) {
  switch (kind) {
    case StepKind::kBootstrap:
      return "bootstrap";
    case StepKind::kUpgrade:
      return "upgrade";
    case StepKind::kDowngrade:
      return "downgrade";
  }
  return "unknown";
}

std::size_t Plan::StatementCount() const { return CountStatements(*this, false); }
std::size_t Plan::LeftOutCount() const { return CountStatements(*this, true); }

PlanResult PlanBootstrap(const project::Project& project, const project::Values& values,
                         const Capabilities& capabilities) {
  PlanContext context{project, values, capabilities, {}};
  std::vector<PlannedStep> steps;
  for (const project::BootstrapFile& file : project.bootstrap) {
    if (auto step = MakeBootstrapStep(file, context)) steps.push_back(*std::move(step));
  }
  return Finish("bootstrap", std::move(steps), std::move(context.diagnostics));
}

PlanResult PlanUpgrade(const project::Project& project, const revision::AppliedState& applied,
                       const project::Values& values, const Capabilities& capabilities,
                       std::string_view goal) {
  return PlanRevisions(project, applied, values, capabilities, Direction::kUpgrade, goal);
}

PlanResult PlanDowngrade(const project::Project& project, const revision::AppliedState& applied,
                         const project::Values& values, const Capabilities& capabilities,
                         std::string_view goal) {
  return PlanRevisions(project, applied, values, capabilities, Direction::kDowngrade, goal);
}

PlanResult PlanReplay(const project::Project& project, const revision::AppliedState& applied,
                      const project::Values& values, const Capabilities& capabilities) {
  PlanContext context{project, values, capabilities, {}};
  for (Diagnostic& edited : CheckAppliedSources(project, applied, {})) {
    edited.severity = Severity::kWarning;
    context.diagnostics.push_back(std::move(edited));
  }
  std::vector<PlannedStep> steps;
  const auto add = [&](const project::RevisionFile& file, Direction direction,
                       const revision::Progress* until) {
    auto step = MakeRevisionStep(file, direction, nullptr, "applied", context);
    if (!step) return;
    const std::size_t count = until == nullptr ? step->statements.size() : until->done;
    step->statements.resize(std::min(step->statements.size(), count));
    steps.push_back(*std::move(step));
  };
  for (const Index index : project.graph.TopologicalOrder()) {
    const project::RevisionFile& file = project.FileOf(index);
    const auto state = applied.revisions.find(file.id);
    if (state == applied.revisions.end()) continue;
    const revision::Progress* progress =
        state->second.progress ? &*state->second.progress : nullptr;
    if (state->second.applied) add(file, Direction::kUpgrade, nullptr);
    if (progress != nullptr) add(file, progress->direction, progress);
  }
  return Finish("replay", std::move(steps), std::move(context.diagnostics));
}

}  // namespace housewright::plan
