#pragma once

// Everything that a run on a target needs while it runs: executor, journal, progress, signals, and
// the account of how far it came.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/render/progress.h"
#include "cli/render/views.h"
#include "cli/target_connection.h"
#include "cli/target_lock.h"
#include "db/server_facts.h"
#include "exec/executor.h"
#include "journal/journal.h"
#include "plan/plan.h"

namespace housewright::cli {

// Not movable: its dependencies point into it.
class TargetRun {
 public:
  // `command` is for the journal: "upgrade". The other arguments outlive it.
  TargetRun(Context& context, TargetConnection& connection, const std::string& command);
  ~TargetRun();  // gives the lock back, unless rows may still come that its successor must wait for
  TargetRun(const TargetRun&) = delete;
  TargetRun& operator=(const TargetRun&) = delete;

  // To be called before the others.
  void RunOn(const db::ServerFacts& facts) { dependencies_.facts = &facts; }
  // Makes the table where it is missing, and writes under the lock from now on. Without it the run
  // keeps no journal and needs no lock: there is no database for either.
  Result<void> UseJournal(TargetConnection& connection, const journal::JournalContents& contents,
                          std::unique_ptr<TargetLock> lock);

  // `then` is called with each step that is done, between the statements of the run.
  void AfterEachStep(std::function<void(const plan::PlannedStep&)> then) {
    after_step_ = std::move(then);
  }
  // A failure has Failure::run. `closing` of the view is left to the caller.
  Outcome<RunView> Execute(const plan::Plan& plan);

  bool HoldsLock() const { return lock_ != nullptr && lock_->keeper()->CheckHeld(); }
  const exec::Executor::Dependencies& dependencies() const { return dependencies_; }
  const exec::RunContext& run_context() const { return run_context_; }

 private:
  void Handle(const exec::Event& event);
  StoppedRun StoppedRunOf(const plan::Plan& plan) const;

  Context& context_;
  ProgressRenderer renderer_;
  std::unique_ptr<SignalScope> signals_;
  exec::RunContext run_context_;
  std::unique_ptr<TargetLock> lock_;
  std::optional<journal::Journal> journal_;
  std::function<void(const plan::PlannedStep&)> after_step_;
  std::size_t steps_done_ = 0, statements_done_ = 0;
  std::size_t statements_before_ = 0;  // done by an earlier Execute()
  exec::Executor::Dependencies dependencies_{};
};

}  // namespace housewright::cli
