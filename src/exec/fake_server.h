#pragma once

// A model of one ClickHouse server for the tests of exec: statements that create and drop tables, a
// journal table, a query log, faults on demand. Two sessions of it may run on two threads.

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "db/session.h"
#include "db/tsv.h"
#include "exec/session_of.h"
#include "journal/columns.h"
#include "sql/statement_facts.h"

namespace housewright::exec::testing {

struct Fault {
  db::Delivery delivery = db::Delivery::kRefused;
  int code = 0;
  bool takes_effect = false;
  bool logged = true;     // system.query_log tells of it
  int written_rows = -1;  // before it failed: ExceptionWhileProcessing
};

class FakeServer {
 public:
  std::mutex mutex;
  std::vector<journal::Entry> journal;      // as inserted
  std::vector<std::size_t> inserts;         // rows of each INSERT into the journal
  std::vector<std::string> sent;            // statements in the order of their arrival
  std::vector<std::string> without_intent;  // those whose query id no durable intent has
  std::vector<std::map<std::string, std::string>> settings;  // of `sent`
  std::set<std::string> tables;
  std::map<std::string, std::deque<Fault>> faults;  // by statement
  std::map<std::string, std::string> query_log;     // query id -> "type\tcode"
  std::deque<Fault> journal_faults;
  bool unreachable = false;  // from now on
  std::function<void(const std::string&)> on_statement;

  std::vector<std::string> Kinds() {
    const std::lock_guard lock(mutex);
    std::vector<std::string> kinds;
    for (const journal::Entry& entry : journal) {
      std::string text(journal::EntryKindName(entry.kind));
      if (!entry.revision.empty() || entry.statement > 0) {
        text += " " + entry.revision + ":" + std::to_string(entry.statement);
      }
      kinds.push_back(text);
    }
    return kinds;
  }

  db::QueryResult Execute(const db::Request& request) {
    const std::lock_guard lock(mutex);
    if (unreachable) return Failure(db::Delivery::kNotSent, 0);
    if (request.sql.starts_with("INSERT INTO `hw`.`journal`")) return InsertJournal(request);
    if (request.sql.starts_with("SELECT") || request.sql.starts_with("SYSTEM")) {
      return Answer(std::string(request.sql));
    }
    return RunStatement(request);
  }

 private:
  static db::QueryResult Failure(db::Delivery delivery, int code) {
    if (delivery == db::Delivery::kRefused) {
      return std::unexpected(db::QueryError{
          Error(ErrorCode::kServer, "code " + std::to_string(code) + ": no").WithServerCode(code),
          delivery});
    }
    return std::unexpected(
        db::QueryError{Error(ErrorCode::kConnection, "the connection broke"), delivery});
  }

  static db::QueryResult Body(std::string body) {
    db::Response response;
    response.body = std::move(body);
    return response;
  }

  db::QueryResult InsertJournal(const db::Request& request) {
    Fault fault{.delivery = db::Delivery::kRefused, .code = 0, .takes_effect = true};
    const bool is_faulty = !journal_faults.empty();
    if (is_faulty) {
      fault = journal_faults.front();
      journal_faults.pop_front();
    }
    if (fault.takes_effect) {
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
        journal.push_back(entry);
      }
      inserts.push_back(rows->size());
    }
    if (is_faulty) return Failure(fault.delivery, fault.code);
    return Body("");
  }

  db::QueryResult RunStatement(const db::Request& request) {
    const std::string sql(request.sql);
    sent.push_back(sql);
    settings.push_back(request.settings);
    const bool has_intent = std::ranges::any_of(journal, [&](const journal::Entry& entry) {
      return entry.kind == journal::EntryKind::kIntent && entry.query_id == request.query_id;
    });
    if (!has_intent) without_intent.push_back(sql);
    if (on_statement) on_statement(sql);

    auto& queue = faults[sql];
    if (queue.empty()) {
      TakeEffect(sql);
      query_log[request.query_id] = "2\t0\t0";
      return Body("");
    }
    const Fault fault = queue.front();
    queue.pop_front();
    if (fault.takes_effect) TakeEffect(sql);
    if (fault.logged && fault.delivery != db::Delivery::kNotSent) {
      if (fault.takes_effect) query_log[request.query_id] = "2\t0\t0";
      if (!fault.takes_effect && fault.delivery == db::Delivery::kRefused) {
        query_log[request.query_id] = fmt::format("{}\t{}\t{}", fault.written_rows < 0 ? 3 : 4,
                                                  fault.code, std::max(fault.written_rows, 0));
      }
    }
    return Failure(fault.delivery, fault.code);
  }

  void TakeEffect(const std::string& sql) {
    const sql::StatementFacts facts = sql::Describe(sql);
    for (const sql::ObjectName& object : facts.objects) {
      if (facts.verb == sql::Verb::kCreate) tables.insert(object.name);
      if (facts.verb == sql::Verb::kDrop) tables.erase(object.name);
    }
  }

  static std::string Between(const std::string& text, const std::string& from) {
    const std::size_t begin = text.find(from);
    if (begin == std::string::npos) return "";
    return text.substr(begin + from.size(),
                       text.find('\'', begin + from.size()) - begin - from.size());
  }

  db::QueryResult Answer(const std::string& sql) {
    const auto has = [&](const char* what) { return sql.find(what) != std::string::npos; };
    if (has("system.processes")) return Body("0\n");
    if (has("system.query_log")) {
      const auto row = query_log.find(Between(sql, "query_id = '"));
      return Body(row == query_log.end() ? "" : row->second + "\n");
    }
    // As one that keeps no UUIDs and shows no parts.
    if (has("uuid") || has("system.parts") || has("create_table_query")) return Body("");
    if (has("system.tables")) {
      return Body(tables.contains(Between(sql, "name = '")) ? "4000000000\n" : "");
    }
    if (has("max(seq)"))
      return Body(std::to_string(journal.empty() ? 0 : journal.back().seq) + "\n");
    if (has("kind = 'intent'")) return Intents(sql);
    if (has("nonce = ")) {
      const std::string nonce = Between(sql, "nonce = '");
      return Body(std::to_string(std::ranges::count(journal, nonce, &journal::Entry::nonce)) +
                  "\n");
    }
    return Body("");
  }

  db::QueryResult Intents(const std::string& sql) {
    std::string body;
    for (const journal::Entry& entry : journal) {
      if (entry.kind != journal::EntryKind::kIntent) continue;
      if (sql.find("'" + entry.query_id + "'") == std::string::npos) continue;
      body += fmt::format("{}\t{}\t1795428000\t{}\t0\n", entry.query_id, entry.seq,
                          db::EscapeTsv(entry.detail));
    }
    return Body(body);
  }
};

using FakeSession = SessionOf<FakeServer>;

}  // namespace housewright::exec::testing
