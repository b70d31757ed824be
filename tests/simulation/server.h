#pragma once

// A model of one ClickHouse server under the scheduler, for what the journal, the lock, the
// executor and the probes ask of one: requests come and answers go over a network that delays and
// loses them; a statement begins, is in system.processes, takes effect at some moment, ends; the
// server dies and comes back. It knows exactly the SQL that housewright sends, and says so of any
// other.

#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "db/session.h"
#include "exec/model_state.h"
#include "journal/entry.h"
#include "keeper_tables.h"
#include "migration.h"
#include "scheduler.h"

namespace housewright::simulation {

// What the server does wrong, on purpose: each takes away a part of what the protocol stands on.
enum class Flaw : std::uint8_t {
  kNone,
  kFenceHolds,         // hasColumnInTable answers 1 for a table that is gone
  kSecondListIsEmpty,  // who has made a lock does not see the others'
  kAnswersTooEarly,    // an INSERT into the journal is answered before its rows are there
  kLeaseIsShort,       // locks look expired after a sixth of their lease
  kKeysRepeat,         // the Keeper takes a second row of one key
};

enum class LogKind : std::uint8_t { kWhole, kNoFlush, kNone };  // of system.query_log

// One request on its way.
struct Call {
  std::string sql, body, query_id;
  Process* process = nullptr;
  std::weak_ptr<Scheduler::Task> task;
  milliseconds entered{0};  // Session::Execute was called
  milliseconds written{0};  // the process began to write it
  bool answer_is_lost = false;
  std::optional<db::QueryResult> answer;
  // When the tool was told that the connection broke, or had died.
  std::optional<milliseconds> given_up;
};

// What a server sees of what happens, for the invariants (oracle.h).
class Witness {
 public:
  virtual ~Witness() = default;
  virtual void Arrived(const Call& statement) = 0;
  // Of the lock or the journal, when its sender had given it up.
  virtual void ArrivedLate(const Call& call) = 0;
  virtual void TookEffect(const Call& statement, const exec::testing::Applied& applied) = 0;
  virtual void Written(const std::vector<journal::Entry>& rows) = 0;
  virtual void DidNotUnderstand(const std::string& sql) = 0;
  // For the text of the history, where it is wanted.
  virtual bool WantsNotes() const = 0;
  virtual void Note(const std::string& text) = 0;
};

class Server {
 public:
  struct LockTable {
    std::string run_id;
    std::int64_t made = 0;
    const Process* made_by = nullptr;
    struct Row {
      std::string command, os_user, os_host, process, tool_version;
      std::int64_t renewed = 0, until = 0;
    };
    std::vector<Row> rows;
  };
  struct Refusal {
    int code = 0;
    bool after_effect = false;
  };
  // How often which fault happens to a request: once in so many; 0 never.
  struct Network {
    std::size_t slow = 0, never_arrives = 0, answer_lost = 0, late = 0, slow_statement = 0;
    std::size_t keeper_breaks = 0;  // its connection, before or after it has done something
  };

  Server(Scheduler& scheduler, Witness& witness, Form form, LogKind log, Flaw flaw)
      : scheduler_(scheduler), witness_(witness), form_(form), log_kind_(log), flaw_(flaw) {}

  // Called on a task: waits for the answer.
  db::QueryResult Execute(const db::Request& request, milliseconds idle_timeout);
  // Dies now and is back after `down`.
  void Crash(milliseconds down);
  std::int64_t Now() const { return kStart + scheduler_.now().count() / 1'000; }
  bool IsRunning(const std::string& query_id) const;
  struct Holder {
    std::string run_id, lock;
  };
  // Whose locks are there, abandoned or not.
  std::vector<Holder> Holders() const;
  // Its holder's machine can tell that the process is gone.
  void MarkHoldersGone(const Process& process);

  exec::testing::ModelState state;
  std::map<std::string, exec::testing::Op> ops;  // by SQL
  std::map<std::string, Refusal> refusals;       // "0001-2", each once
  std::vector<journal::Entry> journal;
  Network network;
  int crash_at = 0;  // after so many more requests; 0: never
  int crashes = 0;

  static constexpr std::int64_t kStart = 1'795'428'000;
  static constexpr std::string_view kKeeperPath =
      "/model";  // of journal and lock, where it has one

 private:
  using Answer = db::QueryResult;
  struct Running {
    std::shared_ptr<Call> call;
    std::function<void()> pending_effect;  // empty once it is there
  };

  template <class... Args>
  void Note(fmt::format_string<Args...> format, Args&&... args) {
    if (witness_.WantsNotes()) witness_.Note(fmt::format(format, std::forward<Args>(args)...));
  }
  static Answer Body(std::string body);
  static Answer Refused(int code, const std::string& text = "no");
  static Answer Lost(db::Delivery delivery, const char* why);

  std::shared_ptr<Call> Send(const db::Request& request, milliseconds entered);
  void Arrive(const std::shared_ptr<Call>& call);
  void Break(Call& call, const char* why);
  void Reply(const std::shared_ptr<Call>& call, Answer answer);
  milliseconds Transit();
  milliseconds Little() { return milliseconds(scheduler_.dice().Below(4)); }

  // In steps: `effect` happens after `until_effect`, the end `until_end` later with its answer.
  void Work(const std::shared_ptr<Call>& call, milliseconds until_effect, milliseconds until_end,
            std::function<Answer()> effect);
  void Log(const Call& call, const Answer& answer);

  void BeginStatement(const std::shared_ptr<Call>& call);
  void BeginJournalInsert(const std::shared_ptr<Call>& call, bool is_values);
  bool BeginLockWork(const std::shared_ptr<Call>& call);
  Answer RunStatement(const Call& call);
  Answer MakeJournal();
  Answer KeepEntries(const std::vector<journal::Entry>& rows);
  void WorkInKeeper(const std::shared_ptr<Call>& call, std::function<Answer()> effect);
  bool BeginKeeperWork(const std::shared_ptr<Call>& call);
  std::optional<Answer> AskKeeper(const std::string& sql);
  bool HasKeyOf(const std::vector<journal::Entry>& rows) const;
  std::optional<Answer> Ask(const Call& call);
  std::optional<Answer> AskJournal(const std::string& sql);
  std::optional<Answer> AskLocks(const Call& call);
  std::optional<Answer> AskProbe(const Call& call);
  std::string LockList(const Call& call) const;
  Answer LockRows(const std::string& table) const;
  std::string Entries(bool slim, bool header) const;
  std::size_t CountRunning(const std::function<bool(const std::string&)>& is_meant) const;

  Scheduler& scheduler_;
  Witness& witness_;
  Form form_;
  LogKind log_kind_;
  Flaw flaw_;
  bool is_up_ = true;
  std::uint64_t life_ = 1;  // counts its starts
  std::int64_t started_ = kStart;
  bool has_journal_ = false;
  std::map<std::string, std::shared_ptr<LockTable>> locks_;  // by table
  KeeperTables keeper_;
  std::map<std::uint64_t, Running> running_;  // by number
  std::uint64_t calls_ = 0;
  struct LogRow {
    int type = 0, code = 0, written_rows = 0;
    milliseconds at{0};
  };
  std::map<std::string, LogRow> log_, unflushed_log_;
  std::set<std::string> failed_with_rows_;     // query ids of INSERTs
  std::map<std::string, std::string> nonces_;  // as sent, as kept: the same in each replay
};

// As a reader of the journal has them: sorted, those that were written twice once.
std::vector<journal::Entry> AsRead(std::vector<journal::Entry> rows);
// "0001-2" of "hw-00000000000000aa-0001-u-2-1".
std::string UnitOf(const std::string& query_id);
// "00000000000000aa"
std::string RunOf(const std::string& query_id);

}  // namespace housewright::simulation
