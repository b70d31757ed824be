#include "journal/table_lock.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/beside.h"
#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"
#include "journal/create_sql.h"
#include "journal/keeper_lock.h"
#include "journal/numbers.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

using std::chrono::milliseconds;

// A lock whose holder died between making the table and writing its first row. Short: nothing of a
// run is sent before that row is there, and the server refuses it where the table is gone.
constexpr std::int64_t kLeaseWithoutRow = 5;
// So long after the table was asked for, the row is there before that lease ends.
constexpr milliseconds kRowIsInTime{4'000};

// What is asked is done at once, or the way to the server is gone: a renewal that waits as long as
// a statement may would let the lock expire.
constexpr milliseconds kPatience{10'000};

// Ten digits, so that names sort as their numbers.
std::string TableOf(const JournalName& name, std::uint64_t number) {
  return fmt::format("{}{:010}", TableLock::Prefix(name), number);
}

// The column that says whose table it is: a name can be asked for without reading a row.
constexpr std::string_view kRunColumn = "run_";

std::string CreateSql(const JournalName& table, const std::string& run_id) {
  return fmt::format(
      "CREATE TABLE {} ({}{} UInt8, command String, os_user String, os_host String, process "
      "String, tool_version String, renewed DateTime, until DateTime) ENGINE = MergeTree ORDER BY "
      "tuple() SETTINGS index_granularity = 8192",
      QuotedName(table), kRunColumn, run_id);
}

// A run that took its own lock beside that of other servers would be one of two.
Error IsKeptInAKeeper(const JournalName& name) {
  return Error(ErrorCode::kConflict,
               fmt::format("the lock of this journal is kept in a Keeper, by the table {}.{}, and "
                           "the target has no keeper_path",
                           name.database, KeeperLock::TableOf(name)))
      .WithAdvice(
          "give the target the keeper_path that `SHOW CREATE TABLE` of that table shows, "
          "without /lock");
}

// Which locks there are: number, table, run, age of the table, the server's time.
Result<std::vector<SeenLock>> ListLocks(db::Session& session, const JournalName& name) {
  const std::string prefix = TableLock::Prefix(name);
  const std::string sql = fmt::format(
      "SELECT table, substring(name, {}), toUInt32(now()) FROM system.columns WHERE database = {} "
      "AND (substring(table, 1, {}) = {} AND name LIKE '{}%' OR table = {}) FORMAT TabSeparated",
      kRunColumn.size() + 1, sql::QuoteString(name.database), prefix.size(),
      sql::QuoteString(prefix), ReplaceAll(std::string(kRunColumn), "_", "\\\\_"),
      sql::QuoteString(KeeperLock::TableOf(name)));
  ASSIGN_OR_RETURN(const std::string body, session.Query(sql));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, 3));
  std::vector<SeenLock> locks;
  for (const db::TsvRow& row : rows) {
    if (row[0] == KeeperLock::TableOf(name)) return Fail(IsKeptInAKeeper(name));
    SeenLock& lock = locks.emplace_back();
    lock.table = row[0];
    lock.number = NumberIn<std::uint64_t>(std::string_view(row[0]).substr(prefix.size()));
    lock.owner.run_id = row[1];
    lock.now = NumberIn<std::int64_t>(row[2]);
  }
  std::ranges::sort(locks, {}, &SeenLock::number);
  return locks;
}

// False where the table is gone meanwhile.
Result<bool> ReadOwner(db::Session& session, const JournalName& name, SeenLock& lock) {
  const std::string sql = fmt::format(
      "SELECT any(command), any(os_user), any(os_host), any(process), any(tool_version), "
      "toUInt32(min(renewed)), toUInt32(max(renewed)), toUInt32(max(until)), toUInt32(now()) "
      "FROM {} FORMAT TabSeparated",
      QuotedName({name.database, lock.table}));
  auto answer = session.Query(sql);
  if (!answer) {
    if (answer.error().server_code() == db::code::kUnknownTable) return false;
    return Fail(std::move(answer).error());
  }
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(*answer, 9));
  if (rows.size() != 1) return Fail(ErrorCode::kProtocol, "the lock's answer is not one row");
  const db::TsvRow& row = rows.front();
  lock.owner.command = row[0];
  lock.owner.os_user = row[1];
  lock.owner.os_host = row[2];
  lock.owner.process = row[3];
  lock.owner.tool_version = row[4];
  lock.since = NumberIn<std::int64_t>(row[5]);
  lock.renewed = NumberIn<std::int64_t>(row[6]);
  lock.until = NumberIn<std::int64_t>(row[7]);
  lock.now = NumberIn<std::int64_t>(row[8]);
  return true;
}

// A lock that nobody has put a row in: made a moment ago, or its holder died at once. It stays
// without a date where it is gone meanwhile.
Result<void> DateWithoutRow(db::Session& session, const JournalName& name, SeenLock& lock) {
  ASSIGN_OR_RETURN(
      const std::string body,
      session.Query(fmt::format("SELECT toUInt32(metadata_modification_time) FROM system.tables "
                                "WHERE database = {} AND name = {} FORMAT TabSeparated",
                                sql::QuoteString(name.database), sql::QuoteString(lock.table))));
  if (Trim(body).empty()) return {};
  lock.since = lock.renewed = NumberIn<std::int64_t>(Trim(body));
  lock.until = lock.since + kLeaseWithoutRow;
  return {};
}

// With who holds each and until when, but for those of `own_run`.
Result<std::vector<SeenLock>> ReadAllBut(db::Session& session, const JournalName& name,
                                         const std::string& own_run) {
  ASSIGN_OR_RETURN(std::vector<SeenLock> listed, ListLocks(session, name));
  std::vector<SeenLock> locks;
  for (SeenLock& lock : listed) {
    const bool is_own = lock.owner.run_id == own_run;
    if (!is_own) {
      ASSIGN_OR_RETURN(const bool is_there, ReadOwner(session, name, lock));
      if (!is_there) continue;
      if (lock.until == 0) TRY(DateWithoutRow(session, name, lock));
    }
    if (is_own || lock.until != 0) locks.push_back(std::move(lock));
  }
  return locks;
}

}  // namespace

Result<std::vector<SeenLock>> TableLock::Read(db::Session& session, const JournalName& name) {
  return ReadAllBut(session, name, "");
}

TableLock::TableLock(Place place, std::string table, LockOwner owner)
    : RunLock(std::move(place), std::move(owner)), table_(std::move(table)) {}

// Two runs may both find nothing, or the same abandoned lock. Of those that make the same name one
// wins. A run that looked long ago can still make a name that nobody has: so each looks again after
// it has made its own, and of two that hold one at the same time at least one sees the other and
// goes back.
Result<RunLock::Attempt> TableLock::Take(const Means& means, const Place& place,
                                         std::uint64_t last_seq, const LockOwner& owner) {
  db::Session& session = means.session;
  ASSIGN_OR_RETURN(std::vector<SeenLock> before, ReadAllBut(session, place.journal, owner.run_id));
  std::uint64_t number = last_seq;
  for (SeenLock& lock : before) {
    number = std::max(number, lock.number);
    // An earlier try of ours whose answer was lost, and which took effect late.
    if (lock.owner.run_id == owner.run_id) TRY(Drop(session, place.journal, lock));
    if (lock.owner.run_id == owner.run_id || lock.IsAbandoned()) continue;
    Attempt attempt;
    attempt.holder = std::move(lock);
    return attempt;
  }
  std::erase_if(before, [&](const SeenLock& lock) { return lock.owner.run_id == owner.run_id; });
  std::unique_ptr<TableLock> lock(new TableLock(place, TableOf(place.journal, number + 1), owner));
  const milliseconds asked_at = means.helper ? means.helper->clock.Monotonic() : milliseconds(0);
  ASSIGN_OR_RETURN(const Made made, lock->Make(session));
  const std::string table = lock->table_;
  Result<Attempt> attempt = Settle(means, std::move(lock), made, std::move(before), asked_at);
  // Nobody would know of it: it would be in the way until it expires.
  if (!attempt && made != Made::kAnotherWasQuicker) {
    static_cast<void>(DropOwn(session, place.journal, table, owner.run_id));
  }
  return attempt;
}

// Where its CREATE never arrived, or its lease has expired meanwhile, the name may be another's.
Result<void> TableLock::DropOwn(db::Session& session, const JournalName& name,
                                const std::string& table, const std::string& run_id) {
  ASSIGN_OR_RETURN(const std::vector<SeenLock> locks, ListLocks(session, name));
  for (const SeenLock& lock : locks) {
    if (lock.table == table && lock.owner.run_id == run_id) return Drop(session, name, lock);
  }
  return {};
}

Result<TableLock::Made> TableLock::Make(db::Session& session) const {
  const JournalName table{place_.journal.database, table_};
  auto created = session.Execute({.sql = CreateSql(table, owner_.run_id)});
  if (created) return Made::kYes;
  if (created.error().delivery == db::Delivery::kUnknown) return Made::kNoAnswer;
  Error& error = created.error().error;
  if (created.error().delivery == db::Delivery::kNotSent) return Fail(std::move(error));
  const int code = error.server_code().value_or(0);
  if (code == db::code::kTableExists) return Made::kAnotherWasQuicker;
  if (code == db::code::kUnknownDatabase) return Fail(NoStateDatabase(place_.journal));
  return Fail(std::move(error).WithContext(
      fmt::format("taking the lock {}.{}", table.database, table.table)));
}

Result<RunLock::Attempt> TableLock::Settle(const Means& means, std::unique_ptr<TableLock> lock,
                                           Made made, std::vector<SeenLock> before,
                                           milliseconds asked_at) {
  Attempt attempt;
  ASSIGN_OR_RETURN(Look look, made == Made::kYes
                                  ? lock->WriteFirstRowAndLook(means, before, asked_at)
                                  : lock->LookAgain(means.session, before));
  if (made == Made::kNoAnswer && look.is_mine && !look.holder) {
    TRY(lock->WriteFirstRow(means.session, means.facts));
    ASSIGN_OR_RETURN(look, lock->LookAgain(means.session, before));
  }
  if (look.is_mine && look.holder) TRY(lock->Release(means.session));
  attempt.holder = std::move(look.holder);
  if (!look.is_mine || attempt.holder) return attempt;
  for (const SeenLock& old : before) TRY(Drop(means.session, lock->place_.journal, old));
  attempt.taken_over = std::move(before);
  attempt.lock = std::move(lock);
  return attempt;
}

// Both at once where there is a helper. Who finds the table without a row in that time does not
// take it for abandoned, so that the row need not be there before the look; but one that comes late
// may meet somebody who is about to drop its table, and whom only another look shows.
Result<TableLock::Look> TableLock::WriteFirstRowAndLook(const Means& means,
                                                        const std::vector<SeenLock>& before,
                                                        milliseconds asked_at) {
  if (!means.helper) {
    TRY(WriteFirstRow(means.session, means.facts));
    return LookAgain(means.session, before);
  }
  const Helper& helper = *means.helper;
  Beside<void> row(helper.threads, [&] { return WriteFirstRow(helper.session, means.facts); });
  auto look = LookAgain(means.session, before);
  TRY(row.Take());
  const bool is_late = helper.clock.Monotonic() - asked_at >= kRowIsInTime;
  return look && is_late ? LookAgain(means.session, before) : std::move(look);
}

Result<void> TableLock::WriteFirstRow(db::Session& session, const AskFacts& facts) {
  ASSIGN_OR_RETURN(const db::ServerFacts* const known, facts());
  settings_ = InsertSettings(*known, place_.journal);
  return Renew(session);
}

Result<TableLock::Look> TableLock::LookAgain(db::Session& session,
                                             const std::vector<SeenLock>& before) const {
  ASSIGN_OR_RETURN(std::vector<SeenLock> after, ReadAllBut(session, place_.journal, run_id()));
  Look look;
  for (SeenLock& seen : after) {
    if (seen.owner.run_id == run_id()) {
      look.is_mine = true;
      continue;
    }
    const bool was_abandoned = std::ranges::any_of(before, [&](const SeenLock& one) {
      return one.table == seen.table && one.owner.run_id == seen.owner.run_id;
    });
    if (!was_abandoned || !seen.IsAbandoned()) look.holder = std::move(seen);
  }
  return look;
}

Result<void> TableLock::Renew(db::Session& session, const std::stop_token& stop) const {
  const auto quoted = [](const std::string& text) { return sql::QuoteString(text); };
  const std::string sql = fmt::format(
      "INSERT INTO {} ({}{}, command, os_user, os_host, process, tool_version, renewed, until) "
      "VALUES (1, {}, {}, {}, {}, {}, now(), now() + {})",
      QuotedName({place_.journal.database, table_}), kRunColumn, owner_.run_id,
      quoted(owner_.command), quoted(owner_.os_user), quoted(owner_.os_host),
      quoted(owner_.process), quoted(owner_.tool_version), place_.lease.count());
  auto answer =
      session.Execute({.sql = sql, .settings = settings_, .stop = stop, .idle_timeout = kPatience});
  if (answer) return {};
  // Gone, or another run's by the same number.
  const int code = answer.error().error.server_code().value_or(0);
  if (code == db::code::kUnknownTable || code == db::code::kNoSuchColumn) {
    return Fail(TakenFromUs());
  }
  return Fail(std::move(answer).error().error);
}

// A DROP whose answer is lost is not sent again: the table may be gone, and its name another run's
// by now. Where it is there still, the next run takes it over, and another number.
Result<void> TableLock::Release(db::Session& session) const {
  const std::string sql =
      fmt::format("DROP TABLE IF EXISTS {}", QuotedName({place_.journal.database, table_}));
  auto answer = session.Execute({.sql = sql, .idle_timeout = kPatience});
  if (!answer && answer.error().delivery == db::Delivery::kNotSent) {
    answer = session.Execute({.sql = sql, .idle_timeout = kPatience});
  }
  if (answer) return {};
  return Fail(std::move(answer).error().error.WithContext(
      fmt::format("dropping the lock {}.{}", place_.journal.database, table_)));
}

Error TableLock::TakenFromUs() const {
  return Error(ErrorCode::kLocked,
               fmt::format("this run's lock {} is gone: another run has taken it over, or somebody "
                           "has dropped it",
                           table_))
      .WithAdvice("housewright status");
}

std::string TableLock::Fenced(std::uint64_t number) const {
  return fmt::format("intDiv({}, hasColumnInTable({}, {}, '{}{}'))", number,
                     sql::QuoteString(place_.journal.database), sql::QuoteString(table_),
                     kRunColumn, owner_.run_id);
}

bool TableLock::IsFencesAnswer(int server_code, std::string_view text) const {
  if (server_code == db::code::kIllegalDivision) return true;
  return server_code == db::code::kUnknownTable && text.find(table_) != std::string_view::npos;
}

Result<void> TableLock::Drop(db::Session& session, const JournalName& name, const SeenLock& lock) {
  const std::string sql =
      fmt::format("DROP TABLE IF EXISTS {}", QuotedName({name.database, lock.table}));
  auto answer = session.Execute({.sql = sql, .idle_timeout = kPatience});
  if (!answer && answer.error().delivery != db::Delivery::kRefused) {
    // It may be gone by now, and its name another run's.
    ASSIGN_OR_RETURN(const std::vector<SeenLock> locks, ListLocks(session, name));
    const bool is_there = std::ranges::any_of(locks, [&](const SeenLock& one) {
      return one.table == lock.table && one.owner.run_id == lock.owner.run_id;
    });
    if (!is_there) return {};
    answer = session.Execute({.sql = sql, .idle_timeout = kPatience});
  }
  if (answer) return {};
  return Fail(std::move(answer).error().error.WithContext(
      fmt::format("dropping the lock {}.{}", name.database, lock.table)));
}

}  // namespace housewright::journal
