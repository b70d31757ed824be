#pragma once

// One run of an Executor: the state between its statements. See docs/design/journal.md for the
// invariant that it keeps.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "exec/executor.h"
#include "exec/journal_writer.h"
#include "exec/mutation_follower.h"
#include "exec/probe.h"
#include "exec/rows.h"
#include "exec/unit.h"

namespace housewright::exec {

class Run {
 public:
  Run(const Executor::Dependencies& dependencies, const RunContext& context);

  Result<RunReport> Execute(const plan::Plan& plan);

 private:
  // What became of one try of a statement.
  enum class Fate : std::uint8_t {
    kDone,         // the server said so
    kTookEffect,   // a probe said so
    kRetry,        // nothing happened, and it may be sent again
    kFailed,       // nothing happened, and it may not
    kNobodyKnows,  // and no probe can tell
    kUnreachable,  // sent, and the server cannot be asked
    kAborted,      // sent, and the user dropped the connection
  };
  struct Outcome {
    Fate fate = Fate::kDone;
    Error error{ErrorCode::kInternal, ""};  // all but kDone
    std::string evidence;                   // of a probe
    std::optional<Error> why_not_asked;     // kUnreachable
    std::chrono::milliseconds elapsed{0};
    bool wrote_nothing = false;  // an INSERT that was refused, and its log says so
    db::Delivery delivery = db::Delivery::kRefused;  // of a try that failed
    int tries = 1;
    std::optional<Mutation> failing_mutation;  // kNobodyKnows
  };
  // The tries of one statement that failed, and how long more may follow.
  struct Tries {
    int failed = 0;
    int lost = 0;  // without an answer
    std::chrono::milliseconds first_failed_at{0};
  };

  Result<void> RunUnit(std::size_t index);
  bool wants_to_stop() const { return dependencies_.stop.stop_requested() || aborted(); }
  // Takes back what ran ahead from `index` on, and says that the run ends before it.
  Error StopBefore(std::size_t index);
  // The same where the lock is lost: the journal may be another run's by now.
  Error LoseLockBefore(std::size_t index, const Error& cause);
  Result<void> RunStatement(std::size_t index);
  // Runs the statement once for each partition of its source that is not finished yet.
  Result<void> RunChunks(std::size_t index);
  // The ids of the source's partitions that are not among `finished`; fills in its database.
  Result<std::vector<std::string>> PartitionsToDo(const Unit& unit, sql::ObjectName& source,
                                                  const std::set<std::string>& finished);
  Error StopBeforeChunks(std::size_t index, const Error& cause);
  // What a statement, or a chunk of one, has come to.
  void RecordSuccess(const Unit& unit, const std::string& query_id, const Outcome& outcome);
  // How long to wait before the next try; nothing where there is to be none.
  std::optional<std::chrono::milliseconds> PauseAfter(Tries& tries, const Outcome& outcome) const;
  Outcome Send(const Unit& unit, const std::string& query_id);
  Outcome Judge(const Unit& unit, const std::string& query_id, const db::QueryError& failure);
  // What becomes of a refused INSERT, with `fate` where it wrote nothing.
  Outcome JudgeInsert(const Unit& unit, const std::string& query_id, const db::QueryError& failure,
                      Fate fate);
  Outcome Probe(const Unit& unit, const std::string& query_id, const db::QueryError& failure);
  Result<ProbeResult> ProbeUntilItEnds(const Unit& unit, const std::string& query_id,
                                       const ProbeHints& hints);
  Result<ProbeResult> ProbePatiently(const Unit& unit, const std::string& query_id,
                                     const ProbeHints& hints);
  // Before 19.17 an ALTER UPDATE answers when the mutation is queued: waits for its end.
  Outcome WaitForOldMutation(const Unit& unit, Outcome done);
  ProbeHints HintsFor(const Unit& unit, const std::string& query_id, const db::QueryError& failure);
  // Ends the run: writes `outcome`'s row, and that what ran ahead was not sent.
  Error End(std::size_t index, const std::string& query_id, const Outcome& outcome);

  // True where the next unit may run ahead of those that have no outcome yet, `index` first.
  bool NextMayRunAhead(std::size_t index) const;
  void QueueIntent(std::size_t index, int attempt);
  // What the server shows of it now; nothing where that would tell nothing later.
  std::optional<journal::BeforeDetail> LookBefore(const Unit& unit);
  void RunAhead(std::size_t index);
  void TakeBackIntentsAfter(std::size_t index, const std::string& why);
  Result<void> WaitForIntent(std::size_t index);

  bool aborted() const { return dependencies_.abort.stop_requested(); }
  // What tells of the unit's mutations; `sent_at` of monotonic time.
  MutationLook LookAt(const Unit& unit, std::chrono::milliseconds sent_at);
  // Null where the statement starts no mutation, or nothing can be seen of it.
  std::unique_ptr<MutationFollower> Follow(const Unit& unit);
  void Emit(const Event& event) const;
  void Note(const std::string& text) const;
  Error Redacted(const Error& error) const;

  const Executor::Dependencies& dependencies_;
  const RunContext& context_;
  RowMaker rows_;
  JournalWriter writer_;
  std::vector<Unit> units_;
  std::size_t next_intent_ = 0;  // units before it have their intent queued, or need none
  std::map<std::size_t, JournalWriter::Ticket> intents_;
  RunReport report_;
  bool mutations_are_closed_ = false;  // the user may not read system.mutations, and was told
  mutable std::mutex emitting_;        // a follower emits on its own thread
};

}  // namespace housewright::exec
