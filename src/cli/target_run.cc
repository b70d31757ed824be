#include "cli/target_run.h"

#include "base/random.h"
#include "cli/command_table.h"

namespace housewright::cli {
namespace {

exec::RunContext RunContextOf(const Context& context, const TargetConnection& connection,
                              const std::string& command) {
  return {.run_id = RandomHex(8),
          .command = command,
          .tool_version = std::string(kVersion),
          .os_user = context.io.os_user(),
          .os_host = context.io.os_host,
          .settings = connection.settings(),
          .retry_for = connection.retry_for()};
}

std::unique_ptr<SignalScope> CatchSignalsFor(Context& context) {
  if (!context.io.catch_signals) return nullptr;
  return context.io.catch_signals([&talk = context.talk](int count) {
    talk.Insist(count == 1
                    ? "stopping after the running statement; press Ctrl-C again to stop at once"
                    : "stopping at once; the next run finds out what became of the statement");
  });
}

}  // namespace

TargetRun::TargetRun(Context& context, TargetConnection& connection, const std::string& command)
    : context_(context),
      renderer_(context.talk, context.io.clock),
      signals_(CatchSignalsFor(context)),
      run_context_(RunContextOf(context, connection, command)) {
  dependencies_ = {.statements = &connection.statements(),
                   .journal_session = &connection.journal_session(),
                   .journal = nullptr,
                   .facts = nullptr,
                   .redactor = &context.redactor,
                   .clock = &context.io.clock,
                   .observer = [this](const exec::Event& event) { Handle(event); },
                   .stop = signals_ ? signals_->stop() : std::stop_token{},
                   .abort = signals_ ? signals_->abort() : std::stop_token{},
                   .open_session = [&connection] { return connection.OpenSession(); },
                   .threads = &context.io.threads};
}

TargetRun::~TargetRun() {
  if (journal_ && journal_->may_leave_rows()) lock_->LeaveToSuccessor();
}

Result<void> TargetRun::UseJournal(TargetConnection& connection,
                                   const journal::JournalContents& contents,
                                   std::unique_ptr<TargetLock> lock) {
  const db::ServerFacts& facts = *dependencies_.facts;
  if (!contents.exists) {
    TRY(journal::CreateJournal(connection.journal_session(), connection.journal_name(), facts));
  }
  // What was read is followed by nothing but this run's rows: in the Keeper that holds only where
  // the lock was still ours after the reading.
  TRY(lock->lock().Confirm(connection.journal_session()));
  journal_.emplace(connection.journal_session(), connection.journal_name(), facts,
                   LastSeqOf(contents));
  lock_ = std::move(lock);
  journal_->FenceWith(&lock_->lock());
  dependencies_.journal = &*journal_;
  dependencies_.lock = lock_->keeper();
  return {};
}

Outcome<RunView> TargetRun::Execute(const plan::Plan& plan) {
  const auto began = context_.io.clock.Monotonic();
  statements_before_ = statements_done_;
  exec::Executor executor(dependencies_, run_context_);
  auto report = executor.Run(plan);
  context_.talk.ClearStatus();
  if (!report) {
    Failure failure(std::move(report).error());
    failure.run = StoppedRunOf(plan);
    return std::unexpected(std::move(failure));
  }
  return RunView{.status = RunStatus::kDone,
                 .goal = plan.goal,
                 .run_id = run_context_.run_id,
                 .revisions = report->steps_done,
                 .statements = report->statements_done,
                 .left_out = LeftOutOf(plan),
                 .warnings = plan.warnings,
                 .elapsed = context_.io.clock.Monotonic() - began,
                 .closing = ""};
}

void TargetRun::Handle(const exec::Event& event) {
  renderer_.Handle(event);
  if (std::holds_alternative<exec::StatementDone>(event)) ++statements_done_;
  if (const auto* done = std::get_if<exec::StepDone>(&event)) {
    ++steps_done_;
    if (after_step_) after_step_(*done->step);
  }
}

// Statements are sent in the plan's order: it stopped at the one behind those that are done.
StoppedRun TargetRun::StoppedRunOf(const plan::Plan& plan) const {
  StoppedRun run{.goal = plan.goal,
                 .run_id = run_context_.run_id,
                 .revisions = steps_done_,
                 .statements = statements_done_,
                 .place = std::nullopt};
  std::size_t before = statements_before_;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      if (planned.left_out || before++ < statements_done_) continue;
      run.place = {.revision = step.id.text(),
                   .service = step.service,
                   .file = planned.statement.file,
                   .statement = planned.index,
                   .of = step.total};
      return run;
    }
  }
  return run;
}

}  // namespace housewright::cli
