#include "cli/bootstrap_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "cli/access_look.h"
#include "cli/render/bootstrap_text.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/situation.h"
#include "cli/target_lock.h"
#include "cli/target_run.h"
#include "db/tsv.h"
#include "exec/access_rows.h"
#include "exec/record.h"
#include "plan/left_out.h"
#include "plan/reconcile.h"

namespace housewright::cli {
namespace {

constexpr std::chrono::seconds kWaitBehindFirstPart{60};

bool CreatesDatabase(const plan::PlannedStatement& planned) {
  const sql::StatementFacts& facts = planned.statement.facts;
  return !planned.left_out && facts.verb == sql::Verb::kCreate &&
         facts.object_kind == sql::ObjectKind::kDatabase && facts.if_not_exists &&
         facts.objects.size() == 1;
}

// `CREATE DATABASE IF NOT EXISTS x` where x is there would change nothing: it is not sent, so that
// a second run can say that there is nothing to do. Of a cluster's other hosts this one knows
// nothing.
Result<void> LeaveOutExistingDatabases(db::Session& session, plan::Plan& plan) {
  ASSIGN_OR_RETURN(const std::string body,
                   session.Query("SELECT name FROM system.databases FORMAT TabSeparated"));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, 1));
  std::unordered_set<std::string> names;
  for (const db::TsvRow& row : rows) names.insert(row[0]);
  for (plan::PlannedStep& step : plan.steps) {
    for (plan::PlannedStatement& planned : step.statements) {
      const sql::StatementFacts& facts = planned.statement.facts;
      if (!CreatesDatabase(planned) || !facts.on_cluster.empty()) continue;
      if (names.contains(facts.objects[0].name)) planned.left_out = plan::kAlreadyThere;
    }
  }
  return {};
}

struct BootstrapSituation {
  plan::Plan plan;
  journal::JournalContents contents;
};

Outcome<BootstrapSituation> LookAndPlan(const project::Project& project,
                                        TargetConnection& connection, const project::Values& values,
                                        const BootstrapRequest& request) {
  ASSIGN_OR_RETURN(const plan::Capabilities capabilities, connection.Capabilities());
  auto plan = plan::PlanBootstrap(project, values, capabilities);
  if (!plan) return std::unexpected(FailureOf(std::move(plan).error()));
  TRY(LeaveOutExistingDatabases(connection.statements(), *plan));
  ASSIGN_OR_RETURN(journal::JournalContents contents, connection.ReadJournal(true));
  if (capabilities.access_management) {
    const plan::AccessHistory history = exec::HistoryOf(contents.entries);
    const plan::SeenAccess seen = LookAtAccess(connection, plan::QuestionsFor(*plan, history));
    plan::Reconcile(*plan, history, seen,
                    request.revoke_withdrawn || project.config.revoke_withdrawn);
  }
  return BootstrapSituation{*std::move(plan), std::move(contents)};
}

// The plan up to the statement that makes the database of the journal, and what comes behind it;
// nothing where no statement makes it.
std::optional<std::pair<plan::Plan, plan::Plan>> SplitBehindStateDatabase(
    const plan::Plan& plan, const std::string& database) {
  std::pair<plan::Plan, plan::Plan> parts(plan, plan);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const std::vector<plan::PlannedStatement>& statements = plan.steps[i].statements;
    const auto made = std::ranges::find_if(statements, [&](const auto& planned) {
      return CreatesDatabase(planned) && planned.statement.facts.objects[0].name == database;
    });
    if (made == statements.end()) continue;
    const auto count = made - statements.begin() + 1;
    const auto step = static_cast<std::ptrdiff_t>(i);
    auto& [before, behind] = parts;
    before.steps.erase(before.steps.begin() + step + 1, before.steps.end());
    auto& last = before.steps.back().statements;
    last.erase(last.begin() + count, last.end());
    auto& first = behind.steps[i].statements;
    first.erase(first.begin(), first.begin() + count);
    const bool is_whole = first.empty();
    behind.steps.erase(behind.steps.begin(), behind.steps.begin() + step + (is_whole ? 1 : 0));
    return parts;
  }
  return std::nullopt;
}

Outcome<RunView> RunWithoutState(TargetRun& run, LockQueue& queue, const project::Project& project,
                                 TargetConnection& connection, const BootstrapRequest& request,
                                 const plan::Plan& plan) {
  const auto parts = SplitBehindStateDatabase(plan, connection.journal_name().database);
  if (!parts) return run.Execute(plan);
  ASSIGN_OR_RETURN(RunView view, run.Execute(parts->first));
  // Another run may have found the database missing at the same time, and write by now. To stop
  // here is worse than to wait for it: what was sent is in no journal yet.
  queue.SayOfSent(fmt::format("{} of bootstrap ran, and the journal does not say so",
                              Count(view.statements, "statement")));
  queue.WaitAtLeast(kWaitBehindFirstPart);
  journal::JournalContents contents;
  std::unique_ptr<TargetLock> lock;
  while (lock == nullptr) {
    ASSIGN_OR_RETURN(lock, queue.Try(LastSeqOf(contents)));
    ASSIGN_OR_RETURN(contents, connection.ReadJournal(true));
  }
  const bool is_alone = contents.entries.empty();
  TRY(run.UseJournal(connection, contents, std::move(lock)));
  TRY(exec::RecordRun(run.dependencies(), run.run_context(), parts->first));
  plan::Plan behind = parts->second;
  if (!is_alone) {
    ASSIGN_OR_RETURN(BootstrapSituation now,
                     LookAndPlan(project, connection, connection.values(), request));
    behind = std::move(now.plan);
  }
  ASSIGN_OR_RETURN(const RunView rest, run.Execute(behind));
  view.statements += rest.statements;
  view.elapsed += rest.elapsed;
  view.left_out = LeftOutOf(plan);
  return view;
}

std::size_t FileCount(const plan::Plan& plan) {
  return static_cast<std::size_t>(std::ranges::count_if(plan.steps, [](const auto& step) {
    return step.statements.empty() ||
           step.statements.front().origin != plan::StatementOrigin::kMadeRevoke;
  }));
}

std::string BootstrapClosing(const RunView& run, std::size_t files, bool again) {
  if (again) {
    return fmt::format("bootstrap: {} run again in {}",
                       Count(run.statements, "repeatable statement"), FormatDuration(run.elapsed));
  }
  return fmt::format("bootstrap: {}, {} in {}", Count(files, "file"),
                     Count(run.statements, "statement"), FormatDuration(run.elapsed));
}

void SayReconciliation(Context& context, const plan::Plan& plan) {
  const std::string text = ReconciliationText(plan);
  if (!text.empty()) context.talk.Say(context.redactor.Redact(text));
}

RunView NothingToDo(Context& context, const plan::Plan& plan) {
  SayWarnings(context, plan.warnings);
  SayReconciliation(context, plan);
  RunView nothing{.goal = "bootstrap", .is_bootstrap = true};
  nothing.left_out = LeftOutOf(plan);
  nothing.warnings = plan.warnings;
  nothing.withdrawn = plan.withdrawn;
  nothing.undeclared = plan.undeclared;
  nothing.closing = "nothing to do: everything of bootstrap is there";
  return nothing;
}

}  // namespace

Outcome<RunView> RunBootstrap(Context& context, const project::Project& project,
                              TargetConnection& connection, const BootstrapRequest& request) {
  if (project.bootstrap.empty()) {
    RunView nothing{.goal = "bootstrap", .is_bootstrap = true};
    nothing.closing =
        fmt::format("nothing to do: {} holds no file", project.config.bootstrap_directory);
    return nothing;
  }
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, connection.Facts());
  ASSIGN_OR_RETURN(BootstrapSituation situation,
                   LookAndPlan(project, connection, connection.values(), request));
  if (situation.plan.StatementCount() == 0) return NothingToDo(context, situation.plan);

  TargetRun run(context, connection, request.command);
  run.RunOn(*facts);
  LockQueue queue(context, connection, run.run_context().run_id, request.command, request.lock_wait,
                  run.dependencies().stop);
  if (situation.contents.database_exists) {
    // What was seen before the lock was had may be what another run has changed since.
    std::unique_ptr<TargetLock> lock;
    while (lock == nullptr) {
      ASSIGN_OR_RETURN(lock, queue.Try(LastSeqOf(situation.contents)));
      ASSIGN_OR_RETURN(situation, LookAndPlan(project, connection, connection.values(), request));
      if (situation.plan.StatementCount() == 0) return NothingToDo(context, situation.plan);
    }
    TRY(run.UseJournal(connection, situation.contents, std::move(lock)));
  }
  const plan::Plan& plan = situation.plan;
  const journal::JournalContents& contents = situation.contents;
  SayWarnings(context, plan.warnings);
  SayReconciliation(context, plan);
  const bool again = std::ranges::any_of(
      contents.entries, [](const journal::Entry& entry) { return entry.direction == "bootstrap"; });
  context.talk.Say(fmt::format("bootstrap on {}: {}, {}", connection.Display(),
                               Count(FileCount(plan), "file"),
                               Count(plan.StatementCount(), "statement")));
  ASSIGN_OR_RETURN(RunView view,
                   contents.database_exists
                       ? run.Execute(plan)
                       : RunWithoutState(run, queue, project, connection, request, plan));
  view.goal = "bootstrap";
  view.is_bootstrap = true;
  view.withdrawn = plan.withdrawn;
  view.undeclared = plan.undeclared;
  SayWhatWasLeftOut(context, view.left_out);
  view.closing = BootstrapClosing(view, FileCount(plan), again);
  return view;
}

Outcome<Status> PrintBootstrapPlan(Context& context, const project::Project& project,
                                   TargetConnection& connection, const BootstrapRequest& request) {
  project::Values values = connection.values();
  FillMissingSecrets(values);
  ASSIGN_OR_RETURN(const BootstrapSituation situation,
                   LookAndPlan(project, connection, values, request));
  const plan::Plan& plan = situation.plan;
  SayWarnings(context, plan.warnings);
  if (context.json()) {
    context.io.out << PlanJson("bootstrap", connection.name(), plan, context.redactor);
    return Status::kDone;
  }
  context.io.out << fmt::format("-- bootstrap on {}: {}, {}\n", connection.Display(),
                                Count(FileCount(plan), "file"),
                                Count(plan.StatementCount(), "statement"));
  context.io.out << context.redactor.Redact(BootstrapPlanText(plan));
  SayReconciliation(context, plan);
  SayWhatWasLeftOut(context, LeftOutOf(plan));
  return Status::kDone;
}

}  // namespace housewright::cli
