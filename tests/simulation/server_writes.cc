// What changes the model of a server: the journal, the locks, the statements of revisions.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"
#include "journal/columns.h"
#include "journal/create_sql.h"
#include "server.h"
#include "sql/quote.h"
#include "sql_match.h"

namespace housewright::simulation {

using exec::testing::Applied;
using journal::Entry;

namespace {

constexpr int kNoSuchColumn = 16;
constexpr int kTableExists = 57;
using db::code::kUnknownTable;
constexpr int kIllegalDivision = 153;

constexpr std::string_view kFence = "intDiv({}, hasColumnInTable('hw', '{}', 'run_{}'))";

std::vector<std::string> InsertedColumns() {
  std::vector<std::string> names;
  for (const journal::Column& column : journal::Columns()) {
    if (column.name != "server_time") names.emplace_back(column.name);
  }
  return names;
}

std::optional<std::vector<Entry>> EntriesOf(const std::vector<std::vector<std::string>>& rows) {
  const static std::vector<std::string> kNames = InsertedColumns();
  std::vector<Entry> entries;
  for (const std::vector<std::string>& row : rows) {
    if (row.size() != kNames.size()) return std::nullopt;
    Entry& entry = entries.emplace_back();
    std::size_t i = 0;
    for (const journal::Column& column : journal::Columns()) {
      if (column.name == "server_time") continue;
      if (!column.read(entry, row[i++])) return std::nullopt;
    }
  }
  return entries;
}

std::int64_t NumberOf(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

// The fence is asked when the INSERT begins; its rows are there when its part is renamed, all or
// none.
void Server::BeginJournalInsert(const std::shared_ptr<Call>& call, bool is_values) {
  const auto refuse = [&](Answer answer) {
    Work(call, milliseconds(0), milliseconds(0), [answer] { return answer; });
  };
  const static std::string kHead =
      fmt::format("INSERT INTO `hw`.`journal` ({}) ", journal::InsertColumns());
  if (call->sql != kHead + (is_values ? "VALUES" : "FORMAT TabSeparated")) {
    witness_.DidNotUnderstand(call->sql);
    return refuse(Refused(62));
  }
  if (!has_journal_) return refuse(Refused(kUnknownTable, "Table hw.journal does not exist"));
  std::vector<std::vector<std::string>> rows;
  if (is_values) {
    rows = RowsOfValues(call->body);
    for (auto& row : rows) {
      for (std::string& field : row) {
        if (field.starts_with('\'')) field = sql::UnquoteString(field);
      }
    }
    std::vector<std::string> fence;
    if (!rows.empty() && Match(rows.front().front(), kFence, &fence)) {
      rows.front().front() = fence[0];
      const auto lock = locks_.find(fence[1]);
      if (flaw_ == Flaw::kFenceHolds) {
      } else if (lock == locks_.end()) {
        return refuse(Refused(kUnknownTable, fmt::format("Table hw.{} does not exist", fence[1])));
      } else if (lock->second->run_id != fence[2]) {
        return refuse(Refused(kIllegalDivision, "Division by zero"));
      }
    }
  } else {
    const auto parsed = db::ParseTsv(call->body, InsertedColumns().size());
    if (parsed) rows = *parsed;
  }
  const auto entries = EntriesOf(rows);
  if (!entries || entries->empty()) {
    witness_.DidNotUnderstand(call->sql + " " + call->body);
    return refuse(Refused(62));
  }
  std::vector<Entry> kept = *entries;
  for (Entry& entry : kept) {
    entry.server_time = std::to_string(Now());
    const std::string name = fmt::format("n{:06}", nonces_.size() + 1);
    entry.nonce = nonces_.try_emplace(entry.nonce, name).first->second;
  }
  Dice& dice = scheduler_.dice();
  const bool is_slow = network.slow_statement != 0 && dice.OneIn(network.slow_statement * 2);
  const milliseconds until_effect = is_slow ? milliseconds(dice.Below(20'000)) : Little();
  if (form_ == Form::kKeeper) {
    return WorkInKeeper(call, [this, kept] {
      if (HasKeyOf(kept) && flaw_ != Flaw::kKeysRepeat) {
        return Refused(999, "Coordination::Exception: Node exists");
      }
      return KeepEntries(kept);
    });
  }
  const bool is_answered_now = flaw_ == Flaw::kAnswersTooEarly;
  if (is_answered_now) Reply(call, Body(""));
  Work(call, is_answered_now ? milliseconds(dice.Below(2'000)) : until_effect, Little(),
       [this, kept] { return KeepEntries(kept); });
}

Server::Answer Server::KeepEntries(const std::vector<Entry>& rows) {
  journal.insert(journal.end(), rows.begin(), rows.end());
  witness_.Written(rows);
  return Body("");
}

Server::Answer Server::MakeJournal() {
  if (has_journal_) return Refused(kTableExists, "Table hw.journal already exists");
  has_journal_ = true;
  return Body("");
}

bool Server::BeginLockWork(const std::shared_ptr<Call>& call) {
  const std::string& sql = call->sql;
  std::vector<std::string> parts;
  const auto begin = [&](std::function<Answer()> effect) {
    Work(call, Little(), Little(), std::move(effect));
    return true;
  };
  const static std::string kMakeJournal[] = {
      journal::CreateTableSql({"hw", "journal"}, journal::IfThere::kFails, true),
      journal::CreateTableSql({"hw", "journal"}, journal::IfThere::kFails, false)};
  if (sql == kMakeJournal[0] || sql == kMakeJournal[1]) {
    return begin([this] { return MakeJournal(); });
  }
  if (Match(sql,
            "CREATE TABLE `hw`.`{}` (run_{} UInt8, command String, os_user String, os_host String, "
            "process String, tool_version String, renewed DateTime, until DateTime) ENGINE = "
            "MergeTree ORDER BY tuple() SETTINGS index_granularity = 8192",
            &parts)) {
    return begin([this, parts, call] {
      if (locks_.contains(parts[0])) return Refused(kTableExists, "already exists");
      auto table = std::make_shared<LockTable>();
      table->run_id = parts[1];
      table->made = Now();
      table->made_by = call->process;
      locks_[parts[0]] = std::move(table);
      return Body("");
    });
  }
  if (Match(sql, "DROP TABLE IF EXISTS `hw`.`{}`", &parts) &&
      parts[0].starts_with("journal_lock_")) {
    return begin([this, parts] {
      locks_.erase(parts[0]);
      return Body("");
    });
  }
  if (Match(sql,
            "INSERT INTO `hw`.`{}` (run_{}, command, os_user, os_host, process, tool_version, "
            "renewed, until) VALUES ({}, now(), now() + {})",
            &parts)) {
    // The table is looked up when the INSERT begins, and its row may come when the name is gone.
    const auto lock = locks_.find(parts[0]);
    if (lock == locks_.end()) {
      return begin([] { return Refused(kUnknownTable, "does not exist"); });
    }
    const auto fields = RowsOfValues("(" + parts[2] + ")").front();
    if (fields.size() != 6) return false;
    if (lock->second->run_id != parts[1]) return begin([] { return Refused(kNoSuchColumn); });
    const auto text = [&](std::size_t i) { return sql::UnquoteString(fields[i]); };
    LockTable::Row row{
        text(1), text(2), text(3), text(4), text(5), Now(), Now() + NumberOf(parts[3])};
    return begin([table = lock->second, row] {
      table->rows.push_back(row);
      return Body("");
    });
  }
  return false;
}

void Server::MarkHoldersGone(const Process& process) {
  // Another start: whoever looks takes the process for one that is gone.
  for (auto& [number, row] : keeper_.rows) {
    if (row.made_by == &process) row.process += "0";
  }
  for (auto& [name, lock] : locks_) {
    if (lock->made_by != &process) continue;
    for (LockTable::Row& row : lock->rows) row.process += "0";
  }
}

void Server::BeginStatement(const std::shared_ptr<Call>& call) {
  witness_.Arrived(*call);
  Dice& dice = scheduler_.dice();
  const bool is_slow = network.slow_statement != 0 && dice.OneIn(network.slow_statement);
  const milliseconds whole =
      is_slow ? milliseconds(dice.Below(dice.OneIn(3) ? 100'000 : 3'000)) : Little();
  const milliseconds until_effect{dice.Below(static_cast<std::size_t>(whole.count()) + 1)};
  Work(call, until_effect, whole - until_effect, [this, call] { return RunStatement(*call); });
}

Server::Answer Server::RunStatement(const Call& call) {
  const std::string unit = UnitOf(call.query_id);
  const auto planted = refusals.extract(unit);
  const Refusal refusal = planted.empty() ? Refusal{} : planted.mapped();
  Applied applied;
  if (refusal.code == 0 || refusal.after_effect) {
    applied = Apply(ops.at(call.sql), state, Now(), unit);
    witness_.TookEffect(call, applied);
  }
  const int code = refusal.code != 0 ? refusal.code : applied.code;
  const bool is_insert = ops.at(call.sql).kind == exec::testing::OpKind::kInsert;
  if (is_insert && applied.changed && code != 0) failed_with_rows_.insert(call.query_id);
  Note("{} {}: {}", call.query_id, applied.changed ? "takes effect" : "changes nothing", code);
  return code == 0 ? Body("") : Refused(code);
}

}  // namespace housewright::simulation
