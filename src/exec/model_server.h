#pragma once

// The model (model_state.h) behind db::Session: runs statements, keeps a journal table and a query
// log, answers the questions of a probe, refuses and dies on demand.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "db/session.h"
#include "db/tsv.h"
#include "exec/model_statements.h"
#include "exec/session_of.h"
#include "journal/columns.h"

namespace housewright::exec::testing {

enum class QueryLog : std::uint8_t { kWhole, kLossy, kNone };

class ModelServer {
 public:
  ModelServer(std::uint64_t seed, QueryLog log) : dice_(seed), log_kind_(log) {}

  std::mutex mutex;
  ModelState state;
  std::map<std::string, Op> ops;  // by SQL
  std::vector<journal::Entry> journal;
  std::vector<std::string> without_intent;
  std::map<std::string, int> changes;   // "0001-2": how often it changed something
  std::set<std::string> succeeded;      // query ids
  std::map<std::string, int> refusals;  // "0001-2": a code, once
  std::set<std::string> refuses_after;  // such a refusal comes after the effect

  // The tool dies at its request `at` (0: never), which then reaches the server or not.
  int requests = 0;
  int death_at = 0;
  bool death_after_sending = false;
  bool dead = false;

  db::QueryResult Execute(const db::Request& request) {
    const std::lock_guard lock(mutex);
    if (dead) return Lost(db::Delivery::kNotSent);
    if (++requests != death_at) return Serve(request);
    dead = true;
    if (death_after_sending) (void)Serve(request);
    return Lost(db::Delivery::kUnknown);
  }

  void NewTool(int at, bool after_sending) {
    requests = 0;
    death_at = at;
    death_after_sending = after_sending;
    dead = false;
  }

  // "0001-2" of "hw-00000000000000aa-0001-u-2-1".
  static std::string UnitOf(const std::string& query_id) {
    const auto parts = Split(query_id, '-');
    return std::string(parts[2]) + "-" + std::string(parts[4]);
  }

 private:
  static db::QueryResult Lost(db::Delivery delivery) {
    return std::unexpected(
        db::QueryError{Error(ErrorCode::kConnection, "the connection broke"), delivery});
  }
  static db::QueryResult Refused(int code) {
    return std::unexpected(db::QueryError{
        Error(ErrorCode::kServer, fmt::format("code {}: no", code)).WithServerCode(code),
        db::Delivery::kRefused});
  }
  static db::QueryResult Body(std::string body) {
    db::Response response;
    response.body = std::move(body);
    return response;
  }

  db::QueryResult Serve(const db::Request& request) {
    now_ += static_cast<std::int64_t>(dice_.Below(4));
    const std::string sql(request.sql);
    if (sql.starts_with("INSERT INTO `hw`.`journal`")) return InsertJournal(request);
    if (ops.contains(sql)) return RunStatement(sql, request.query_id);
    const bool asks_log = sql.find("system.query_log") != std::string::npos;
    if (asks_log && log_kind_ == QueryLog::kNone) return Refused(model::kUnknownTable);
    return Body(Answer(sql));
  }

  db::QueryResult InsertJournal(const db::Request& request) {
    const std::string columns = journal::InsertColumns();
    const auto names = Split(columns, ',');
    const auto rows = db::ParseTsv(request.body, names.size());
    for (const db::TsvRow& row : *rows) {
      journal::Entry entry;
      for (std::size_t i = 0; i < names.size(); ++i) {
        for (const journal::Column& column : journal::Columns()) {
          if (column.name == Trim(names[i])) column.read(entry, row[i]);
        }
      }
      entry.server_time = std::to_string(now_);
      journal.push_back(entry);
    }
    return Body("");
  }

  db::QueryResult RunStatement(const std::string& sql, const std::string& query_id) {
    const std::string unit = UnitOf(query_id);
    const bool has_intent = std::ranges::any_of(journal, [&](const journal::Entry& entry) {
      return entry.kind == journal::EntryKind::kIntent && entry.query_id == query_id;
    });
    if (!has_intent) without_intent.push_back(query_id);

    const auto refusal = refusals.extract(unit);
    const bool takes_effect = refusal.empty() || refuses_after.contains(unit);
    Applied applied;
    if (takes_effect) applied = Apply(ops.at(sql), state, now_, unit);
    const int code = refusal.empty() ? applied.code : refusal.mapped();
    if (applied.changed) ++changes[unit];
    if (takes_effect && applied.code == 0) succeeded.insert(query_id);
    const bool is_lost = log_kind_ == QueryLog::kLossy && dice_.OneIn(2);
    if (!is_lost) log_[query_id] = LogRowOf(ops.at(sql), code, takes_effect && applied.changed);
    return code == 0 ? Body("") : Refused(code);
  }

  // A DDL statement that fails half-way is logged as one that failed before it began; an INSERT has
  // begun with its first row.
  static std::string LogRowOf(const Op& op, int code, bool changed) {
    const bool wrote = op.kind == OpKind::kInsert && changed;
    const int event = code == 0 ? 2 : (wrote ? 4 : 3);
    return fmt::format("{}\t{}\t{}", event, code, wrote ? 1 : 0);
  }

  static std::string Between(const std::string& text, const std::string& from) {
    const std::size_t begin = text.find(from);
    if (begin == std::string::npos) return "";
    const std::size_t first = begin + from.size();
    return text.substr(first, text.find('\'', first) - first);
  }

  TableName TableAskedFor(const std::string& sql, const std::string& key) const {
    const bool is_current = sql.find("database = currentDatabase()") != std::string::npos;
    return {is_current ? kDefaultDatabase : Between(sql, "database = '"), Between(sql, key)};
  }

  std::string Answer(const std::string& sql) {
    const auto has = [&](const char* what) { return sql.find(what) != std::string::npos; };
    if (has("system.processes")) return "0\n";
    if (has("system.query_log")) return LogAnswer(sql);
    if (has("system.columns")) return ColumnAnswer(sql);
    if (has("system.databases")) {
      return state.databases.contains(Between(sql, "name = '")) ? "1\n" : "0\n";
    }
    if (has("system.functions")) {
      const std::string name = Between(sql, "name = '").substr(2);
      return state.functions.contains(name) ? "1\n" : "0\n";
    }
    if (has("system.parts")) return BlocksAnswer(sql);
    if (has("create_table_query")) {
      const auto table = state.tables.find(TableAskedFor(sql, "AND name = '"));
      return table == state.tables.end() ? "" : DefinitionOf(table->second) + "\n";
    }
    if (has("toString(uuid)")) {
      const auto table = state.tables.find(TableAskedFor(sql, "AND name = '"));
      return table == state.tables.end() ? "" : fmt::format("{}\n", table->second.uuid);
    }
    if (has("system.tables")) {
      const auto table = state.tables.find(TableAskedFor(sql, "AND name = '"));
      return table == state.tables.end() ? "" : fmt::format("{}\n", table->second.changed);
    }
    if (has("max(seq)")) return fmt::format("{}\n", journal.empty() ? 0 : journal.back().seq);
    if (has("kind = 'intent'")) return IntentsAnswer(sql);
    if (has("nonce = ")) {
      const std::string nonce = Between(sql, "nonce = '");
      return fmt::format("{}\n", std::ranges::count(journal, nonce, &journal::Entry::nonce));
    }
    return "";
  }

  std::string LogAnswer(const std::string& sql) const {
    const auto row = log_.find(Between(sql, "query_id = '"));
    return row == log_.end() ? "" : row->second + "\n";
  }

  // No view of the model reads what is inserted.
  std::string BlocksAnswer(const std::string& sql) const {
    const auto table = state.tables.find(TableAskedFor(sql, "AND name = '"));
    return table == state.tables.end() ? "" : fmt::format("{}\t1\t0\n", table->second.rows.size());
  }

  std::string ColumnAnswer(const std::string& sql) {
    const auto table = state.tables.find(TableAskedFor(sql, "table = '"));
    if (table == state.tables.end()) return "0\n";
    auto& columns = table->second.columns;
    return model::Nested(columns, Between(sql, "AND (name = '")) == columns.end() ? "0\n" : "1\n";
  }

  std::string IntentsAnswer(const std::string& sql) const {
    std::string body;
    for (const journal::Entry& entry : journal) {
      if (entry.kind != journal::EntryKind::kIntent) continue;
      if (sql.find("'" + entry.query_id + "'") == std::string::npos) continue;
      // In no order, as parts are read.
      body.insert(0,
                  fmt::format("{}\t{}\t{}\t{}\t{}\n", entry.query_id, entry.seq, entry.server_time,
                              db::EscapeTsv(entry.detail), now_ - std::stoll(entry.server_time)));
    }
    return body;
  }

  Dice dice_;
  QueryLog log_kind_;
  std::int64_t now_ = 1'795'428'000;
  std::map<std::string, std::string> log_;  // by query id: event, code, written rows
};

using ModelSession = SessionOf<ModelServer>;

}  // namespace housewright::exec::testing
