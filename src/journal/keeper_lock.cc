#include "journal/keeper_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/random.h"
#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"
#include "journal/create_sql.h"
#include "journal/detail.h"
#include "journal/numbers.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

// What is asked is done at once, or the way to the server or to its Keeper is gone: a renewal that
// waits as long as a statement may would let the lock expire.
constexpr std::chrono::milliseconds kAnswerLimit{10'000};

// A row is deleted when it is so old and so many came after it. Nobody can then have it in mind: a
// reader whose Keeper is behind is behind by seconds.
constexpr std::size_t kRowsKept = 64;
constexpr int kSecondsKept = 3'600;

// A row that loses to others so often is not kept from its place by the predecessor alone.
constexpr int kFenceTries = 20;

constexpr std::string_view kHeld = "held";
constexpr std::string_view kReleased = "released";  // by its holder, with nothing left to do
constexpr std::string_view kTaken = "taken";        // by another run, or by `unlock`

struct LockRow {
  SeenLock seen;
  std::string state;
  std::string beat;  // another one with each renewal
};

std::string QuotedTable(const JournalName& name) {
  return QuotedName({.database = name.database, .table = KeeperLock::TableOf(name)});
}

// Refused where a row has been changed since the server read it (999, "Bad version").
const std::map<std::string, std::string>& StrictSettings() {
  static const std::map<std::string, std::string> settings{{"keeper_map_strict_mode", "1"}};
  return settings;
}

Result<void> CreateLockTable(db::Session& session, const JournalName& name) {
  const std::string sql = fmt::format(
      "CREATE TABLE {} (number UInt64, run_id String, command String, os_user String, os_host "
      "String, process String, tool_version String, server String, taken DateTime, renewed "
      "DateTime, until DateTime, state String, beat String) ENGINE = {}",
      QuotedTable(name), KeeperEngine(name, "lock", "number"));
  for (int round = 1;; ++round) {
    auto answer = session.Execute({.sql = sql});
    if (answer) return {};
    Error& error = answer.error().error;
    const int code = error.server_code().value_or(0);
    if (code == db::code::kTableExists) return {};
    if (code == db::code::kUnknownDatabase) return Fail(NoStateDatabase(name));
    if (answer.error().delivery == db::Delivery::kRefused || round == 2) {
      return Fail(ExplainKeeper(std::move(error))
                      .WithContext(fmt::format("creating the lock {}.{}", name.database,
                                               KeeperLock::TableOf(name))));
    }
  }
}

// A server that has not seen the table yet, of several behind one address, gets it.
db::QueryResult Update(db::Session& session, const JournalName& name, std::string_view changes,
                       std::string_view where, const std::stop_token& stop = {}) {
  const std::string sql =
      fmt::format("ALTER TABLE {} UPDATE {} WHERE {}", QuotedTable(name), changes, where);
  const db::Request request{
      .sql = sql, .settings = StrictSettings(), .stop = stop, .idle_timeout = kAnswerLimit};
  db::QueryResult answer = session.Execute(request);
  const bool is_missing = !answer && answer.error().error.server_code() == db::code::kUnknownTable;
  if (!is_missing || !CreateLockTable(session, name)) return answer;
  return session.Execute(request);
}

std::vector<LockRow> RowsOf(const std::vector<db::TsvRow>& answer, const JournalName& name) {
  std::vector<LockRow> rows;
  for (const db::TsvRow& row : answer) {
    LockRow& lock = rows.emplace_back();
    lock.seen.number = NumberIn<std::uint64_t>(row[0]);
    lock.seen.table = KeeperLock::TableOf(name);
    lock.seen.owner = {.run_id = row[1],
                       .command = row[2],
                       .os_user = row[3],
                       .os_host = row[4],
                       .process = row[5],
                       .tool_version = row[6]};
    lock.seen.since = NumberIn<std::int64_t>(row[7]);
    lock.seen.renewed = NumberIn<std::int64_t>(row[8]);
    lock.seen.until = NumberIn<std::int64_t>(row[9]);
    lock.seen.now = NumberIn<std::int64_t>(row[10]);
    lock.state = row[11];
    lock.beat = row[12];
  }
  std::ranges::sort(rows, {}, [](const LockRow& row) { return row.seen.number; });
  return rows;
}

// By number. `where`: "" or " WHERE ...".
Result<std::vector<LockRow>> ReadRows(db::Session& session, const JournalName& name,
                                      std::string_view where, const std::stop_token& stop = {}) {
  const std::string sql = fmt::format(
      "SELECT number, run_id, command, os_user, os_host, process, tool_version, toUInt32(taken), "
      "toUInt32(renewed), toUInt32(until), toUInt32(now()), state, beat FROM {}{} FORMAT "
      "TabSeparated",
      QuotedTable(name), where);
  auto answer = session.Execute({.sql = sql, .stop = stop, .idle_timeout = kAnswerLimit});
  if (!answer) return Fail(std::move(answer).error().error);
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(answer->body, 13));
  return RowsOf(rows, name);
}

// All of them. The table is made where this server has none.
Result<std::vector<LockRow>> ReadAll(db::Session& session, const JournalName& name) {
  auto rows = ReadRows(session, name, "");
  if (rows) return rows;
  if (rows.error().server_code() == db::code::kUnknownDatabase) return Fail(NoStateDatabase(name));
  if (rows.error().server_code() != db::code::kUnknownTable) return rows;
  TRY(CreateLockTable(session, name));
  return ReadRows(session, name, "");
}

// A journal that was begun on one server, or below another path, is another journal.
Result<void> CheckTables(db::Session& session, const JournalName& name) {
  ASSIGN_OR_RETURN(
      const std::string body,
      session.Query(fmt::format("SELECT name, engine_full FROM system.tables WHERE database = {} "
                                "AND name IN ({}, {}) FORMAT TabSeparated",
                                sql::QuoteString(name.database), sql::QuoteString(name.table),
                                sql::QuoteString(KeeperLock::TableOf(name)))));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, 2));
  for (const db::TsvRow& row : rows) {
    const std::string leaf = row[0] == name.table ? "journal" : "lock";
    const std::string wanted = fmt::format("KeeperMap('{}/{}'", name.keeper_path, leaf);
    if (row[1].starts_with(wanted)) continue;
    return Fail(Error(ErrorCode::kConflict,
                      fmt::format("the table {}.{} is not kept at the target's keeper_path {}: its "
                                  "engine is {}",
                                  name.database, row[0], name.keeper_path, row[1]))
                    .WithAdvice("docs/design/journal.md, \"With KeeperMap\", says how a journal is "
                                "moved"));
  }
  return {};
}

// The rows behind the last one whose holder released it: whoever had them may still write.
std::vector<SeenLock> NotReleased(std::vector<LockRow> rows, const std::string& own_run) {
  std::vector<SeenLock> open;
  while (!rows.empty() && rows.back().state != kReleased) {
    if (rows.back().seen.owner.run_id != own_run) open.push_back(std::move(rows.back().seen));
    rows.pop_back();
  }
  std::ranges::reverse(open);
  return open;
}

std::string IsAsSeen(const SeenLock& lock) {
  return fmt::format("number = {} AND run_id = {} AND state = '{}' AND toUInt32(until) = {}",
                     lock.number, sql::QuoteString(lock.owner.run_id), kHeld, lock.until);
}

// False where it was renewed meanwhile.
Result<bool> EndAsSeen(db::Session& session, const JournalName& name, const SeenLock& lock) {
  const auto answer = Update(session, name, fmt::format("state = '{}'", kTaken), IsAsSeen(lock));
  if (!answer && answer.error().delivery == db::Delivery::kNotSent) {
    return Fail(answer.error().error);
  }
  // An update that finds no row is no error, and one whose answer was lost may have worked.
  ASSIGN_OR_RETURN(const std::vector<LockRow> rows,
                   ReadRows(session, name, fmt::format(" WHERE number = {}", lock.number)));
  return rows.empty() || rows.front().state != kHeld;
}

// `rows`: the one of its number.
bool IsHeldBy(const std::vector<LockRow>& rows, const std::string& run_id) {
  return !rows.empty() && rows.front().seen.owner.run_id == run_id && rows.front().state == kHeld;
}

void DeleteOldRows(db::Session& session, const JournalName& name, std::uint64_t before) {
  static_cast<void>(session.Execute(
      {.sql = fmt::format("ALTER TABLE {} DELETE WHERE number < {} AND until < now() - {}",
                          QuotedTable(name), before, kSecondsKept),
       .idle_timeout = kAnswerLimit}));
}

}  // namespace

Result<std::vector<SeenLock>> KeeperLock::Read(db::Session& session, const JournalName& name) {
  auto rows = ReadAll(session, name);
  if (!rows && rows.error().code() == ErrorCode::kNotFound) return std::vector<SeenLock>{};
  if (!rows) return Fail(std::move(rows).error());
  if (rows->empty() || rows->back().state != kHeld) return std::vector<SeenLock>{};
  return std::vector<SeenLock>{std::move(rows->back().seen)};
}

Result<void> KeeperLock::Drop(db::Session& session, const JournalName& name, const SeenLock& lock) {
  ASSIGN_OR_RETURN(const bool has_ended, EndAsSeen(session, name, lock));
  if (has_ended) return {};
  return Fail(ErrorCode::kLocked,
              fmt::format("run {} has renewed its lock meanwhile", lock.owner.run_id));
}

// Of two runs that see the same last row one inserts the next: they insert the same number.
Result<RunLock::Attempt> KeeperLock::Take(db::Session& session, const Place& place,
                                          const db::ServerFacts& facts, const LockOwner& owner) {
  ASSIGN_OR_RETURN(std::vector<LockRow> rows, ReadAll(session, place.journal));
  TRY(CheckTables(session, place.journal));
  Attempt attempt;
  if (!rows.empty() && rows.back().state == kHeld) {
    SeenLock& last = rows.back().seen;
    // An earlier try of ours whose answer was lost, and which took effect late, is ours to end.
    if (last.owner.run_id != owner.run_id && !last.IsAbandoned()) {
      attempt.holder = std::move(last);
      return attempt;
    }
    ASSIGN_OR_RETURN(const bool has_ended, EndAsSeen(session, place.journal, last));
    if (!has_ended) return attempt;
  }
  const std::uint64_t number = rows.empty() ? 1 : rows.back().seen.number + 1;
  std::unique_ptr<KeeperLock> lock(new KeeperLock(place, owner, number));
  ASSIGN_OR_RETURN(const bool is_ours, lock->Make(session, facts));
  if (!is_ours) return attempt;
  if (rows.size() > kRowsKept) DeleteOldRows(session, place.journal, number);
  std::vector<SeenLock> before = NotReleased(std::move(rows), owner.run_id);
  if (!before.empty()) {
    if (auto fenced = lock->Fence(session, facts, before); !fenced) {
      // Not released: the next run has to fence the same ones.
      static_cast<void>(lock->End(session, kTaken));
      Error error = std::move(fenced).error();
      if (!error.advice().empty()) return Fail(std::move(error));
      return Fail(std::move(error).WithAdvice(
          fmt::format("run `housewright {}` again: nothing was sent", owner.command)));
    }
  }
  attempt.taken_over = std::move(before);
  attempt.lock = std::move(lock);
  return attempt;
}

// One INSERT and, where its answer is lost or says that the number is taken, a look at whose it is:
// a try of ours may have been executed without our knowing.
Result<bool> KeeperLock::Make(db::Session& session, const db::ServerFacts& facts) const {
  const auto quoted = [](const std::string& text) { return sql::QuoteString(text); };
  const std::string sql = fmt::format(
      "INSERT INTO {} (number, run_id, command, os_user, os_host, process, tool_version, server, "
      "taken, renewed, until, state, beat) VALUES ({}, {}, {}, {}, {}, {}, {}, hostName(), now(), "
      "now(), now() + {}, '{}', '')",
      QuotedTable(place_.journal), number_, quoted(owner_.run_id), quoted(owner_.command),
      quoted(owner_.os_user), quoted(owner_.os_host), quoted(owner_.process),
      quoted(owner_.tool_version), place_.lease.count(), kHeld);
  const auto settings = InsertSettings(facts, place_.journal);
  for (int round = 1;; ++round) {
    auto answer = session.Execute({.sql = sql, .settings = settings, .idle_timeout = kAnswerLimit});
    if (answer) return true;
    if (answer.error().delivery != db::Delivery::kNotSent) {
      ASSIGN_OR_RETURN(
          const std::vector<LockRow> rows,
          ReadRows(session, place_.journal, fmt::format(" WHERE number = {}", number_)));
      if (!rows.empty()) return rows.front().seen.owner.run_id == owner_.run_id;
    }
    if (round == 2) {
      return Fail(std::move(answer).error().error.WithContext(
          fmt::format("taking the lock {}.{}", place_.journal.database, TableOf(place_.journal))));
    }
  }
}

// Until they stand in the journal nothing is planned: so they may follow what the predecessor has
// written a moment ago, which our run itself must never do.
Result<void> KeeperLock::Fence(db::Session& session, const db::ServerFacts& facts,
                               const std::vector<SeenLock>& before) const {
  TRY(CreateJournal(session, place_.journal, facts));
  Entry epoch;
  epoch.run_id = owner_.run_id;
  epoch.kind = EntryKind::kEpoch;
  epoch.command = owner_.command;
  epoch.host = facts.host_name;
  epoch.tool_version = owner_.tool_version;
  epoch.server_version = facts.version_text;
  epoch.os_user = owner_.os_user;
  epoch.os_host = owner_.os_host;
  epoch.detail = TookOverDetail(before.back().owner.run_id);
  Entry release = epoch;
  release.kind = EntryKind::kRelease;
  for (int tries = 1;; ++tries) {
    ASSIGN_OR_RETURN(const std::string last,
                     session.Query(fmt::format("SELECT max(seq) FROM {} FORMAT TabSeparated",
                                               QuotedName(place_.journal))));
    Journal journal(session, place_.journal, facts, NumberIn<std::uint64_t>(Trim(last)));
    auto written = journal.Append({epoch, release});
    if (written || written.error().code() != ErrorCode::kLocked || tries == kFenceTries)
      return written;
  }
}

std::string KeeperLock::IsOurs() const {
  return fmt::format("number = {} AND run_id = {} AND state = '{}'", number_,
                     sql::QuoteString(owner_.run_id), kHeld);
}

// An update that finds no row is no error: only the row itself says what became of it.
Result<void> KeeperLock::Renew(db::Session& session, const std::stop_token& stop) const {
  const std::string beat = RandomHex(8);
  auto answer = Update(
      session, place_.journal,
      fmt::format("renewed = now(), until = now() + {}, beat = '{}'", place_.lease.count(), beat),
      IsOurs(), stop);
  if (!answer && answer.error().delivery == db::Delivery::kNotSent) {
    return Fail(std::move(answer).error().error);
  }
  auto rows = ReadRows(session, place_.journal, fmt::format(" WHERE number = {}", number_), stop);
  if (!rows) return Fail(std::move(rows).error());
  if (!IsHeldBy(*rows, owner_.run_id)) return Fail(TakenFromUs());
  if (rows->front().beat == beat) return {};
  if (!answer) return Fail(std::move(answer).error().error);
  return Fail(ErrorCode::kProtocol, "the server says that it has renewed the lock, and it has not");
}

Result<void> KeeperLock::Confirm(db::Session& session) const {
  ASSIGN_OR_RETURN(const std::vector<LockRow> rows,
                   ReadRows(session, place_.journal, fmt::format(" WHERE number = {}", number_)));
  if (!IsHeldBy(rows, owner_.run_id)) return Fail(TakenFromUs());
  return {};
}

Result<void> KeeperLock::Release(db::Session& session) const { return End(session, kReleased); }

Result<void> KeeperLock::End(db::Session& session, std::string_view state) const {
  for (int round = 1;; ++round) {
    auto answer = Update(session, place_.journal, fmt::format("state = '{}'", state), IsOurs());
    if (answer) return {};
    Error& error = answer.error().error;
    if (round == 2) {
      return Fail(std::move(error).WithContext(fmt::format(
          "releasing the lock {}.{}", place_.journal.database, TableOf(place_.journal))));
    }
  }
}

Error KeeperLock::TakenFromUs() const {
  return Error(ErrorCode::kLocked,
               fmt::format("this run's lock, row {} of {}, is gone: another run has taken it over, "
                           "or somebody has ended it",
                           number_, TableOf(place_.journal)))
      .WithAdvice("housewright status");
}

}  // namespace housewright::journal
