#include "cli/drift_check.h"

#include <algorithm>
#include <utility>

#include "cli/embedded_engine.h"
#include "cli/run_flow.h"
#include "cli/situation.h"
#include "journal/run_lock.h"
#include "rehearse/dictionary_logins.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;

constexpr std::string_view kAlembicTable = "alembic_version";

// What could come next: not applied, with all that it needs applied.
std::vector<plan::PlannedStep> NextSteps(const project::Project& project,
                                         const AppliedState& applied,
                                         const project::Values& values) {
  std::vector<plan::PlannedStep> steps;
  for (const auto index : project.graph.TopologicalOrder()) {
    const revision::RevisionId& id = project.graph.node(index).id;
    const auto state = applied.revisions.find(id);
    if (state != applied.revisions.end() && (state->second.applied || state->second.progress))
      continue;
    const bool ready = std::ranges::all_of(project.graph.Needs(index), [&](auto needed) {
      return applied.IsApplied(project.graph.node(needed).id);
    });
    if (!ready) continue;
    AppliedState alone;
    alone.revisions[id].applied = true;
    // One that cannot be rendered here was not begun here.
    auto plan = plan::PlanReplay(project, alone, values, ReplayCapabilities());
    if (plan && !plan->empty()) steps.push_back(std::move(plan->steps.front()));
  }
  return steps;
}

std::function<bool(std::string_view, std::string_view)> IgnoredTables(
    const journal::JournalName& journal, std::vector<sql::ObjectName> others) {
  return [journal, others = std::move(others)](std::string_view database, std::string_view name) {
    return journal::IsOwnTable(journal, database, name) || name == kAlembicTable ||
           std::ranges::find(others, sql::ObjectName{std::string(database), std::string(name)}) !=
               others.end();
  };
}

}  // namespace

plan::Capabilities ReplayCapabilities() {
  return {.server = "the embedded engine", .access_management = false, .on_cluster = true};
}

std::vector<engine::EngineUser> UsersForReplay(
    const std::map<std::string, std::string>& dictionary_logins) {
  std::vector<engine::EngineUser> users;
  for (const auto& [name, password] : dictionary_logins) {
    if (engine::CanBeExtraUser(name)) users.push_back({name, password});
  }
  return users;
}

Outcome<rehearse::DriftReport> CheckDrift(Context& context, const project::Project& project,
                                          TargetConnection& connection, const AppliedState& applied,
                                          DriftScope scope) {
  project::Values values = connection.values();
  FillMissingSecrets(values);
  auto bootstrap = plan::PlanBootstrap(project, values, ReplayCapabilities());
  if (!bootstrap) return std::unexpected(FailureOf(std::move(bootstrap).error()));
  auto replay = plan::PlanReplay(project, applied, values, ReplayCapabilities());
  if (!replay) return std::unexpected(FailureOf(std::move(replay).error()));
  SayWarnings(context, replay->warnings);
  const rehearse::DriftInput input{
      .bootstrap = *std::move(bootstrap),
      .applied = *std::move(replay),
      .next = NextSteps(project, applied, values),
      .settings = connection.settings(),
      .bootstrap_is_to_come = scope.bootstrap_is_to_come,
      .is_ignored = IgnoredTables(connection.journal_name(), std::move(scope.ignored))};
  std::map<std::string, std::string> logins;
  rehearse::AddDictionaryLogins(input.applied, logins);
  for (const plan::PlannedStep& step : input.next) rehearse::AddDictionaryLogins(step, logins);
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, connection.Facts());
  ASSIGN_OR_RETURN(const std::unique_ptr<engine::Engine> engine,
                   StartEmbedded(context, project, "", UsersForReplay(logins)));
  context.redactor.Add("engine_password", engine->endpoint().password);
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Session> session,
                   db::OpenHttpSession(engine->endpoint()));
  ASSIGN_OR_RETURN(const db::ServerFacts engine_facts, db::ProbeServer(*session, true));
  ASSIGN_OR_RETURN(rehearse::DriftReport report,
                   rehearse::CompareWithRevisions(input, connection.statements(), *facts, *session,
                                                  engine_facts));
  return report;
}

}  // namespace housewright::cli
