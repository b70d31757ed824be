#include "journal/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/random.h"
#include "base/text.h"
#include "db/tsv.h"
#include "journal/columns.h"
#include "journal/create_sql.h"
#include "journal/detail.h"
#include "journal/run_lock.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

std::string QuotedList(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty()) list += ", ";
    list += sql::QuoteString(value);
  }
  return list;
}

std::string TabSeparatedRows(const std::vector<Entry>& entries) {
  std::string rows;
  for (const Entry& entry : entries) rows += InsertRow(entry);
  return rows;
}

// One fence in the first row is enough: the rows are there all or none.
std::string FencedRows(const std::vector<Entry>& entries, const RunLock& lock) {
  std::string rows;
  for (const Entry& entry : entries) {
    const bool is_first = rows.empty();
    rows += is_first ? "" : ", ";
    rows += InsertValues(entry, is_first ? lock.Fenced(entry.seq) : std::to_string(entry.seq));
  }
  return rows;
}

}  // namespace

std::uint64_t LastSeqOf(const JournalContents& contents) {
  return contents.entries.empty() ? 0 : contents.entries.back().seq;
}

bool AnotherWroteBehind(const JournalContents& contents, std::uint64_t seq,
                        const std::string& own_run) {
  return std::ranges::any_of(contents.entries, [&](const Entry& entry) {
    return entry.seq > seq && entry.run_id != own_run;
  });
}

Journal::Journal(db::Session& session, JournalName name, const db::ServerFacts& facts,
                 std::uint64_t last_seq)
    : session_(session),
      name_(std::move(name)),
      settings_(InsertSettings(facts, name_)),
      last_seq_(last_seq) {}

Result<void> Journal::Append(std::vector<Entry> entries) {
  if (entries.empty()) return {};
  if (must_resync_) {
    TRY(Resync(entries.front().run_id));
    must_resync_ = false;
  }
  std::uint64_t seq = last_seq_;
  for (Entry& entry : entries) {
    entry.seq = ++seq;
    entry.nonce = RandomHex(8);
    entry.format = ReadChunk(entry.detail) ? kChunkFormat : kPlainFormat;
    if (entry.kind == EntryKind::kEpoch) epoch_ = entry.seq;
    if (entry.epoch == 0) entry.epoch = epoch_;
  }
  if (auto inserted = Insert(entries); !inserted) {
    must_resync_ = true;
    if (inserted.error().code() == ErrorCode::kLocked) return inserted;
    return Fail(std::move(inserted).error().WithContext(
        fmt::format("writing the journal {}.{}", name_.database, name_.table)));
  }
  last_seq_ = seq;
  return {};
}

// A run that holds a lock of the Keeper goes by its own rows alone: what it planned is not true
// behind those of another.
Result<void> Journal::Resync(const std::string& run_id) {
  const std::string own =
      name_.in_keeper() ? fmt::format(" WHERE run_id = {}", sql::QuoteString(run_id)) : "";
  ASSIGN_OR_RETURN(const std::uint64_t last,
                   AskNumber(fmt::format("SELECT max(seq) FROM {}{} FORMAT TabSeparated",
                                         QuotedName(name_), own)));
  last_seq_ = name_.in_keeper() ? std::max(last_seq_, last) : last;
  return {};
}

Result<void> Journal::Insert(const std::vector<Entry>& entries) {
  const std::string sql = fmt::format("INSERT INTO {} ({}) {}", QuotedName(name_), InsertColumns(),
                                      lock_ == nullptr ? "FORMAT TabSeparated" : "VALUES");
  const std::string body =
      lock_ == nullptr ? TabSeparatedRows(entries) : FencedRows(entries, *lock_);

  // The second time is for a connection that the server had closed meanwhile, and for an INSERT
  // that is known not to have arrived.
  for (int round = 1;; ++round) {
    const std::string query_id =
        fmt::format("hw-{}-journal-{}-{}", entries.front().run_id, entries.front().nonce, round);
    auto answer =
        session_.Execute({.sql = sql, .body = body, .query_id = query_id, .settings = settings_});
    if (answer) return {};
    db::QueryError& error = answer.error();
    const bool was_refused = error.delivery == db::Delivery::kRefused;
    // The Keeper may have the rows although the server says no: its own answer was lost, too.
    if (was_refused && !name_.in_keeper()) return Fail(RefusalOf(std::move(error.error)));
    if (error.delivery != db::Delivery::kNotSent) {
      const auto there = AreThere(entries, query_id);
      if (!there && there.error().code() == ErrorCode::kLocked) return Fail(there.error());
      if (!there) {
        may_leave_rows_ = true;
        return Fail(NobodyKnows(entries, error.error));
      }
      if (*there) return {};
    }
    if (round == 2) return Fail(std::move(error.error));
  }
}

Error Journal::NobodyKnows(const std::vector<Entry>& entries, const Error& error) const {
  return Error(ErrorCode::kUnknownOutcome,
               fmt::format("nobody knows whether {} of the journal {} written: {}",
                           Count(entries.size(), "row"), entries.size() == 1 ? "was" : "were",
                           error.message()));
}

Error Journal::RefusalOf(Error error) const {
  const int code = error.server_code().value_or(0);
  if (lock_ == nullptr || !lock_->IsFencesAnswer(code, error.message())) return error;
  return lock_->TakenFromUs();
}

// The server goes on with an INSERT whose connection is gone.
Result<bool> Journal::WaitUntilItEnds(const std::string& query_id) {
  const std::string running =
      fmt::format("SELECT count() FROM system.processes WHERE query_id = {} FORMAT TabSeparated",
                  sql::QuoteString(query_id));
  for (int round = 0; round < 100; ++round) {
    ASSIGN_OR_RETURN(const std::uint64_t count, AskNumber(running));
    if (count == 0) return true;
    // The server waits, so that nothing here needs a clock.
    TRY(session_.Query("SELECT sleep(0.1) FORMAT TabSeparated"));
  }
  return false;
}

// A row of an INSERT is there only if all are: one block without PARTITION BY is one part, and one
// transaction of the Keeper.
Result<bool> Journal::AreThere(const std::vector<Entry>& entries, const std::string& query_id) {
  ASSIGN_OR_RETURN(const bool has_ended, WaitUntilItEnds(query_id));
  if (!has_ended) may_leave_rows_ = true;
  const Entry& first = entries.front();
  if (name_.in_keeper()) return IsOurs(first);
  ASSIGN_OR_RETURN(
      const std::uint64_t rows,
      AskNumber(fmt::format("SELECT count() FROM {} WHERE seq = {} AND nonce = {} "
                            "FORMAT TabSeparated",
                            QuotedName(name_), first.seq, sql::QuoteString(first.nonce))));
  return rows > 0;
}

Result<bool> Journal::IsOurs(const Entry& entry) {
  ASSIGN_OR_RETURN(
      const std::string body,
      session_.Query(fmt::format("SELECT nonce, run_id FROM {} WHERE seq = {} FORMAT TabSeparated",
                                 QuotedName(name_), entry.seq)));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, 2));
  if (rows.empty()) return false;
  const db::TsvRow& row = rows.front();
  if (row[0] == entry.nonce) return true;
  if (row[1] == entry.run_id) {
    return Fail(ErrorCode::kUnknownOutcome,
                fmt::format("entry {} is an earlier one of this run", entry.seq));
  }
  return Fail(Error(ErrorCode::kLocked,
                    fmt::format("entry {} of the journal is of run {}: this run's lock is gone",
                                entry.seq, row[1]))
                  .WithAdvice("housewright status"));
}

Result<std::map<std::string, IntentPlace>> Journal::ReadIntents(
    const std::vector<std::string>& query_ids) {
  std::map<std::string, IntentPlace> places;
  if (query_ids.empty()) return places;
  const bool asks_host = name_.in_keeper();
  ASSIGN_OR_RETURN(const std::string body,
                   session_.Query(fmt::format(
                       "SELECT query_id, seq, toUInt32(server_time), detail, toUInt32(now()) - "
                       "toUInt32(server_time){} FROM {} WHERE kind = 'intent' AND query_id IN ({}) "
                       "FORMAT TabSeparated",
                       asks_host ? ", host" : "", QuotedName(name_), QuotedList(query_ids))));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, asks_host ? 6 : 5));
  for (const db::TsvRow& row : rows) {
    IntentPlace place;
    std::from_chars(row[1].data(), row[1].data() + row[1].size(), place.seq);
    std::from_chars(row[2].data(), row[2].data() + row[2].size(), place.server_time);
    place.detail = row[3];
    std::from_chars(row[4].data(), row[4].data() + row[4].size(), place.age);
    if (asks_host) place.host = row[5];
    // One that ran ahead, was taken back and written again: it is sent after the last of them.
    const auto [known, is_new] = places.try_emplace(row[0], place);
    // One whose INSERT was sent twice is there twice, the second time perhaps long after the
    // statement was sent: what it made would look older than its intent.
    const auto order = [](const IntentPlace& one) { return std::pair(one.seq, -one.server_time); };
    if (!is_new && order(place) > order(known->second)) known->second = place;
  }
  return places;
}

Result<std::uint64_t> Journal::AskNumber(const std::string& sql) {
  ASSIGN_OR_RETURN(const std::string body, session_.Query(sql));
  const std::string_view text = Trim(body);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Fail(ErrorCode::kProtocol, fmt::format("expected a number and got '{}'", text));
  }
  return number;
}

}  // namespace housewright::journal
