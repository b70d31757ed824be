// What the model of a server answers to questions, in one moment each.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"
#include "journal/columns.h"
#include "server.h"
#include "sql_match.h"

namespace housewright::simulation {

using exec::testing::TableName;
using journal::Entry;
using journal::EntryKind;

namespace {

using db::code::kUnknownTable;

std::string Field(const Entry& entry, const journal::Column& column) {
  return db::EscapeTsv(column.write(entry));
}

// The question for the journal, as its reader asks it.
std::string ReadSql(bool slim, bool header) {
  std::string fields;
  std::string head;
  for (const journal::Column& column : journal::Columns()) {
    if (slim && !column.slim) continue;
    const bool is_time = column.type == "DateTime";
    const std::string field =
        is_time ? fmt::format("toString({}, 'UTC')", column.name) : std::string(column.name);
    std::string first = fmt::format("to{}(0)", column.type);
    if (column.type == "String" || is_time) first = "''";
    if (column.name == "run_id") first = "version()";
    if (column.name == "nonce") first = "hostName()";
    const std::string_view comma = fields.empty() ? "" : ", ";
    fields += fmt::format("{}{} AS {}", comma, field, column.name);
    head += fmt::format("{}{} AS {}", comma, first, column.name);
  }
  return fmt::format("{}SELECT {} FROM `hw`.`journal` FORMAT TabSeparated",
                     header ? "SELECT " + head + " UNION ALL " : "", fields);
}

TableName NameOf(const std::string& database, const std::string& table) {
  const bool is_current = database == "currentDatabase()";
  return {is_current ? exec::testing::kDefaultDatabase : database.substr(1, database.size() - 2),
          table};
}

}  // namespace

std::optional<Server::Answer> Server::Ask(const Call& call) {
  const std::string& sql = call.sql;
  if (sql.starts_with("SELECT version(), hostName(), timezone(), ")) {
    return Body("26.7.2.1\tmodel\tUTC\tdefault\t1\n");
  }
  if (sql.starts_with("SELECT if(toString(serverUUID()) = ")) return Body("the-model\n");
  std::vector<std::string> parts;
  if (Match(sql, "SELECT count() FROM system.processes WHERE query_id = '{}' FORMAT TabSeparated",
            &parts)) {
    return Body(fmt::format(
        "{}\n", CountRunning([&](const std::string& query_id) { return query_id == parts[0]; })));
  }
  if (Match(sql,
            "SELECT count() FROM system.processes WHERE query_id LIKE '{}%' FORMAT TabSeparated",
            &parts)) {
    return Body(fmt::format("{}\n", CountRunning([&](const std::string& query_id) {
                              return query_id.starts_with(parts[0]);
                            })));
  }
  if (form_ == Form::kKeeper) {
    if (auto answer = AskKeeper(sql)) return answer;
  } else if (auto answer = AskLocks(call)) {
    return answer;
  }
  if (auto answer = AskJournal(sql)) return answer;
  return AskProbe(call);
}

std::optional<Server::Answer> Server::AskJournal(const std::string& sql) {
  const bool reads = sql.starts_with("SELECT seq AS ") || sql.starts_with("SELECT toUInt64(0) AS ");
  for (const bool slim : {true, false}) {
    for (const bool header : {true, false}) {
      const static std::string kTexts[] = {ReadSql(false, false), ReadSql(false, true),
                                           ReadSql(true, false), ReadSql(true, true)};
      if (!reads || sql != kTexts[(slim ? 2 : 0) + (header ? 1 : 0)]) continue;
      if (!has_journal_) return Refused(kUnknownTable, "Table hw.journal does not exist");
      return Body(Entries(slim, header));
    }
  }
  std::vector<std::string> parts;
  const auto count_of = [&](const auto& is_meant) {
    return Body(fmt::format("{}\n", std::ranges::count_if(journal, is_meant)));
  };
  if (sql == "SELECT max(seq) FROM `hw`.`journal` FORMAT TabSeparated") {
    std::uint64_t last = 0;
    for (const Entry& entry : journal) last = std::max(last, entry.seq);
    return Body(fmt::format("{}\n", last));
  }
  if (Match(sql,
            "SELECT count() FROM `hw`.`journal` WHERE seq = {} AND nonce = '{}' FORMAT "
            "TabSeparated",
            &parts)) {
    const auto nonce = nonces_.find(parts[1]);
    return count_of([&](const Entry& entry) {
      return nonce != nonces_.end() && entry.nonce == nonce->second &&
             std::to_string(entry.seq) == parts[0];
    });
  }
  if (Match(
          sql,
          "SELECT query_id, seq, toUInt32(server_time), detail, toUInt32(now()) - "
          "toUInt32(server_time){} FROM `hw`.`journal` WHERE kind = 'intent' AND query_id IN ({}) "
          "FORMAT TabSeparated",
          &parts)) {
    const bool asks_host = parts[0] == ", host";
    std::string body;
    for (const Entry& entry : journal) {
      if (entry.kind != EntryKind::kIntent) continue;
      if (parts[1].find("'" + entry.query_id + "'") == std::string::npos) continue;
      // In no order, as parts are read.
      body.insert(
          0, fmt::format("{}\t{}\t{}\t{}\t{}{}\n", entry.query_id, entry.seq, entry.server_time,
                         db::EscapeTsv(entry.detail), Now() - std::stoll(entry.server_time),
                         asks_host ? "\t" + entry.host : ""));
    }
    return Body(std::move(body));
  }
  return std::nullopt;
}

std::string Server::Entries(bool slim, bool header) const {
  std::string body;
  const auto add = [&](const Entry& entry, bool is_head) {
    bool is_first = true;
    for (const journal::Column& column : journal::Columns()) {
      if (slim && !column.slim) continue;
      if (!is_first) body += '\t';
      if (!is_head || column.name != "kind") body += Field(entry, column);
      is_first = false;
    }
    body += '\n';
  };
  if (header) {
    Entry head;
    head.run_id = "26.7.2.1";
    head.nonce = "model";
    head.topology = "";
    head.format = 0;
    add(head, true);
  }
  for (const Entry& entry : journal) add(entry, false);
  return body;
}

std::optional<Server::Answer> Server::AskLocks(const Call& call) {
  std::vector<std::string> parts;
  if (call.sql ==
      "SELECT table, substring(name, 5), toUInt32(now()) FROM system.columns WHERE database = 'hw' "
      "AND (substring(table, 1, 13) = 'journal_lock_' AND name LIKE 'run\\\\_%' OR table = "
      "'journal_lock') FORMAT TabSeparated") {
    return Body(LockList(call));
  }
  if (Match(call.sql,
            "SELECT any(command), any(os_user), any(os_host), any(process), any(tool_version), "
            "toUInt32(min(renewed)), toUInt32(max(renewed)), toUInt32(max(until)), "
            "toUInt32(now()) FROM `hw`.`{}` FORMAT TabSeparated",
            &parts)) {
    return LockRows(parts[0]);
  }
  return std::nullopt;
}

std::string Server::LockList(const Call& call) const {
  const bool hides =
      flaw_ == Flaw::kSecondListIsEmpty && std::ranges::any_of(locks_, [&](const auto& lock) {
        return lock.second->made_by == call.process;
      });
  std::string body;
  for (const auto& [name, lock] : locks_) {
    if (hides && lock->made_by != call.process) continue;
    body += fmt::format("{}\t{}\t{}\n", name, lock->run_id, Now());
  }
  return body;
}

Server::Answer Server::LockRows(const std::string& table) const {
  const auto lock = locks_.find(table);
  if (lock == locks_.end()) return Refused(kUnknownTable, "does not exist");
  const auto& rows = lock->second->rows;
  if (rows.empty()) return Body(fmt::format("\t\t\t\t\t0\t0\t0\t{}\n", Now()));
  std::int64_t since = rows.front().renewed;
  std::int64_t renewed = 0;
  std::int64_t until = 0;
  for (const LockTable::Row& row : rows) {
    since = std::min(since, row.renewed);
    renewed = std::max(renewed, row.renewed);
    until = std::max(until, row.until);
  }
  if (flaw_ == Flaw::kLeaseIsShort) until -= 50;
  const LockTable::Row& any = rows.front();
  const auto text = [](const std::string& field) { return db::EscapeTsv(field); };
  return Body(fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", text(any.command),
                          text(any.os_user), text(any.os_host), text(any.process),
                          text(any.tool_version), since, renewed, until, Now()));
}

std::optional<Server::Answer> Server::AskProbe(const Call& call) {
  const std::string& sql = call.sql;
  std::vector<std::string> parts;
  const auto number = [](bool is_true) { return Body(is_true ? "1\n" : "0\n"); };
  if (sql == "SYSTEM FLUSH LOGS") {
    if (log_kind_ != LogKind::kWhole) return Refused(497, "not enough privileges");
    for (const auto& [query_id, row] : unflushed_log_) log_[query_id] = row;
    unflushed_log_.clear();
    return Body("");
  }
  if (Match(
          sql,
          "SELECT toInt8(type), {}, written_rows FROM system.query_log WHERE event_date >= {} AND "
          "query_id = '{}' ORDER BY toInt8(type) DESC LIMIT 1 FORMAT TabSeparated",
          &parts) &&
      (parts[0] == "exception_code" ||
       parts[0] == "toInt32OrZero(extract(exception, 'Code: ([0-9]+)'))")) {
    if (log_kind_ == LogKind::kNone) return Refused(kUnknownTable, "system.query_log");
    for (const auto& [query_id, row] : unflushed_log_) {
      if (row.at + milliseconds(7'500) < scheduler_.now()) log_[query_id] = row;
    }
    const auto row = log_.find(parts[2]);
    if (row == log_.end()) return Body("");
    return Body(
        fmt::format("{}\t{}\t{}\n", row->second.type, row->second.code, row->second.written_rows));
  }
  if (Match(sql,
            "SELECT count() FROM system.query_log WHERE event_date >= toDate(toDateTime({})) - 1 "
            "AND toInt8(type) = 2 AND startsWith(query_id, '{}') AND event_time >= toDateTime({}) "
            "AND toInt64(toUInt32(now())) - uptime() < {} AND (SELECT count() FROM system.settings "
            "WHERE (name = 'log_queries' AND value = '0') OR (name = 'log_queries_probability' AND "
            "value != '1')) = 0 FORMAT TabSeparated",
            &parts)) {
    const std::int64_t since = std::stoll(parts[0]);
    const auto is_meant = [&](const auto& row) {
      return row.second.type == 2 && row.first.starts_with(parts[1]) &&
             kStart + row.second.at.count() / 1'000 >= since;
    };
    return number(started_ < since && std::ranges::any_of(log_, is_meant));
  }
  if (sql ==
      "SELECT name FROM system.columns WHERE database = 'system' AND table = 'mutations' FORMAT "
      "TabSeparated") {
    return Body("is_killed\nlatest_failed_part\nlatest_fail_reason\n");
  }
  if (Match(sql,
            "SELECT mutation_id, toUInt8(create_time < {}), is_done, {}, parts_to_do, {}, {} FROM "
            "system.mutations WHERE database = {} AND table = '{}' AND is_done = 0 ORDER BY "
            "create_time, mutation_id FORMAT TabSeparated",
            &parts)) {
    return Body("");  // statements of the model leave none behind
  }
  if (Match(
          sql,
          "SELECT toUInt32(metadata_modification_time) FROM system.tables WHERE database = {} AND "
          "name = '{}' FORMAT TabSeparated",
          &parts)) {
    if (parts[1].starts_with("journal_lock_")) {
      const auto lock = locks_.find(parts[1]);
      return Body(lock == locks_.end() ? "" : fmt::format("{}\n", lock->second->made));
    }
    const auto table = state.tables.find(NameOf(parts[0], parts[1]));
    return Body(table == state.tables.end() ? "" : fmt::format("{}\n", table->second.changed));
  }
  if (Match(sql,
            "SELECT toString(uuid) FROM system.tables WHERE database = {} AND name = '{}' FORMAT "
            "TabSeparated",
            &parts)) {
    const auto table = state.tables.find(NameOf(parts[0], parts[1]));
    return Body(table == state.tables.end() ? "" : fmt::format("{}\n", table->second.uuid));
  }
  if (Match(sql,
            "SELECT create_table_query FROM system.tables WHERE database = {} AND name = '{}' "
            "FORMAT TabSeparated",
            &parts)) {
    const auto table = state.tables.find(NameOf(parts[0], parts[1]));
    return Body(table == state.tables.end() ? "" : DefinitionOf(table->second) + "\n");
  }
  // As if no view of the model depended on what it reads.
  if (Match(sql,
            "SELECT (SELECT sum(cityHash64(partition_id, last)) FROM (SELECT partition_id, "
            "max(max_block_number) AS last FROM system.parts WHERE active AND database = {} AND "
            "table = '{}' GROUP BY partition_id)), engine LIKE '%MergeTree', "
            "notEmpty(dependencies_table) FROM system.tables WHERE database = {} AND name = '{}' "
            "FORMAT TabSeparated",
            &parts)) {
    const auto table = state.tables.find(NameOf(parts[2], parts[3]));
    return Body(table == state.tables.end() ? ""
                                            : fmt::format("{}\t1\t0\n", table->second.rows.size()));
  }
  if (Match(sql,
            "SELECT count() FROM system.columns WHERE database = {} AND table = '{}' AND (name = "
            "'{}' OR position(name, concat('{}', '.')) = 1) FORMAT TabSeparated",
            &parts)) {
    const auto table = state.tables.find(NameOf(parts[0], parts[1]));
    if (table == state.tables.end()) return number(false);
    auto columns = table->second.columns;
    return number(exec::testing::model::Nested(columns, parts[2]) != columns.end());
  }
  if (Match(sql, "SELECT count() FROM system.databases WHERE name = '{}' FORMAT TabSeparated",
            &parts)) {
    return number(state.databases.contains(parts[0]));
  }
  if (Match(sql, "SELECT count() FROM system.functions WHERE name = 'f_{}' FORMAT TabSeparated",
            &parts)) {
    return number(state.functions.contains(parts[0]));
  }
  return std::nullopt;
}

}  // namespace housewright::simulation
