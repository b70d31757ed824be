#pragma once

// Runs a Plan on a Session through the journal: intent, statement, outcome; resumes, probes,
// retries.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/threads.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "exec/event.h"
#include "journal/journal.h"
#include "plan/plan.h"

namespace housewright::exec {

class LockKeeper;

struct RunContext {
  std::string run_id;   // 16 hex digits
  std::string command;  // "upgrade"
  std::string tool_version;
  std::string os_user, os_host;
  std::map<std::string, std::string> settings;  // of the target, for every statement
  // For so long after its first refusal a statement is sent again where the cause may pass.
  std::chrono::milliseconds retry_for{120'000};
};

// Opens another connection to the target, on any thread.
using OpenSession = std::function<Result<std::unique_ptr<db::Session>>()>;

struct RunReport {
  std::size_t steps_done = 0;
  std::size_t statements_done = 0;
  std::size_t left_out = 0;
};

class Executor {
 public:
  struct Dependencies {
    db::Session* statements;       // runs the plan's statements
    db::Session* journal_session;  // a second connection for the journal and probes
    journal::Journal* journal;     // null: bootstrap before there is a state database
    const db::ServerFacts* facts;
    const project::Redactor* redactor;
    Clock* clock;
    Observer observer;                 // may be empty
    std::stop_token stop;              // first Ctrl-C: stop after the statement
    std::stop_token abort;             // second Ctrl-C: drop the connection
    const LockKeeper* lock = nullptr;  // null: nobody else can run on this target
    OpenSession open_session = {};     // empty: mutations are waited for without being followed
    Threads* threads = &SystemThreads();
  };

  Executor(Dependencies dependencies, RunContext context);

  // Runs the plan, which was made from a state without open statements (settle.h). On an error the
  // journal says how far it came, and the error says what is true now and the one next command:
  //   kNeedsDecision   an outcome became unknown and no probe can tell
  //   kInterrupted     stopped after a statement
  //   kLocked          the lock was lost: another run has it, or may take it by now
  //   others           the statement was refused
  Result<RunReport> Run(const plan::Plan& plan);

 private:
  Dependencies dependencies_;
  RunContext context_;
};

}  // namespace housewright::exec
