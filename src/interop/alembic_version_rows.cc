#include "interop/alembic_version_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"
#include "revision/applied_view.h"
#include "sql/quote.h"

namespace housewright::interop {
namespace {

std::string Quoted(const project::VersionTable& table) {
  return sql::QuoteIdentifier(table.database) + "." + sql::QuoteIdentifier(table.table);
}

// The table beside it, which is there while the rows are replaced.
std::string QuotedStage(const project::VersionTable& table) {
  return Quoted({.database = table.database, .table = table.table + "_housewright"});
}

Error Missing(const project::VersionTable& table, bool has_database) {
  return Error(ErrorCode::kNotFound,
               has_database ? fmt::format("there is no table '{}'", table.Display())
                            : fmt::format("there is no database '{}' for the table '{}'",
                                          table.database, table.Display()))
      .WithAdvice(
          "write create_alembic_version = true beside alembic_version of the target, or "
          "make the table");
}

Error Unfit(const project::VersionTable& table, const std::string& what) {
  return Error(
             ErrorCode::kUnsupported,
             fmt::format("the rows of '{}' cannot be replaced at once: {}", table.Display(), what))
      .WithAdvice("make it as Alembic does: ENGINE = ReplacingMergeTree(dt) ORDER BY tuple()");
}

// The clauses that two tables must have in common, as they were written: "ORDER BY (a)" and
// "ORDER BY a" are different to ClickHouse.
std::string OrderingOf(std::string_view engine_full) {
  std::size_t begin = engine_full.find(" PRIMARY KEY ");
  if (begin == std::string_view::npos) begin = engine_full.find(" ORDER BY ");
  if (begin == std::string_view::npos) return std::string(kAlembicOrdering);
  std::string_view ordering = engine_full.substr(begin + 1);
  for (const std::string_view next : {" SAMPLE BY ", " TTL ", " SETTINGS "}) {
    ordering = ordering.substr(0, ordering.find(next));
  }
  return std::string(ordering);
}

}  // namespace

std::vector<std::string> VersionRowsOf(const revision::RevisionGraph& graph,
                                       const revision::AppliedState& applied) {
  std::vector<std::string> rows;
  const revision::AppliedView view(graph, applied);
  for (const auto index : revision::MaximalOf(graph, view.applied())) {
    rows.push_back(graph.node(index).id.text());
  }
  std::ranges::sort(rows);
  return rows;
}

std::string CreateVersionTableSql(const project::VersionTable& table) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (dt DateTime DEFAULT now(), version_num String) "
      "ENGINE = ReplacingMergeTree(dt) ORDER BY tuple()",
      Quoted(table));
}

std::string ReadVersionTableSql(const project::VersionTable& table) {
  return fmt::format("SELECT version_num FROM {} WHERE 0 FORMAT Null", Quoted(table));
}

std::vector<std::string> ReplaceVersionRowsSql(const project::VersionTable& table,
                                               const std::vector<std::string>& rows,
                                               const std::string& ordering) {
  if (rows.empty()) return {fmt::format("ALTER TABLE {} DROP PARTITION tuple()", Quoted(table))};
  const std::string stage = QuotedStage(table);
  std::string list;
  for (const std::string& row : rows) {
    list += (list.empty() ? "" : ", ") + sql::QuoteString(row);
  }
  return {
      fmt::format("DROP TABLE IF EXISTS {}", stage),
      fmt::format("CREATE TABLE {} AS {} ENGINE = MergeTree {}", stage, Quoted(table), ordering),
      fmt::format("INSERT INTO {} (version_num) SELECT arrayJoin([{}])", stage, list),
      fmt::format("ALTER TABLE {} REPLACE PARTITION tuple() FROM {}", Quoted(table), stage),
      fmt::format("DROP TABLE {}", stage)};
}

Result<void> VersionTableKeeper::Check() {
  TRY(Read());
  if (is_there_) return ReadShape();
  if (if_missing_ == IfMissing::kFails) return Fail(Missing(table_, has_database_));
  return {};
}

Result<bool> VersionTableKeeper::Holds(const std::vector<std::string>& rows) {
  if (!is_read_) TRY(Read());
  return is_there_ ? rows_ == rows : rows.empty();
}

Result<std::optional<std::vector<std::string>>> VersionTableKeeper::Keep(
    const std::vector<std::string>& rows) {
  ASSIGN_OR_RETURN(const bool holds, Holds(rows));
  if (holds) return std::nullopt;
  std::vector<std::string> before = rows_;
  is_read_ = false;  // until it is known to have worked
  TRY(Replace(rows));
  is_read_ = is_there_ = true;
  rows_ = rows;
  return before;
}

Result<void> VersionTableKeeper::Read() {
  rows_.clear();
  is_there_ = false;
  has_database_ = true;
  auto answer = session_->Query(
      fmt::format("SELECT toString(version_num) FROM {} FORMAT TabSeparated", Quoted(table_)));
  if (!answer) {
    const int code = answer.error().server_code().value_or(0);
    if (code == db::code::kUnknownIdentifier) {
      return Fail(
          Error(ErrorCode::kInvalidInput,
                fmt::format("the table '{}' has no column 'version_num': it is not "
                            "Alembic's",
                            table_.Display()))
              .WithAdvice("name Alembic's version table with alembic_version of the target"));
    }
    if (code != db::code::kUnknownTable && code != db::code::kUnknownDatabase)
      return Fail(std::move(answer).error());
    has_database_ = code == db::code::kUnknownTable;
    is_read_ = true;
    return {};
  }
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(*answer, 1));
  for (const db::TsvRow& row : rows) rows_.push_back(row[0]);
  std::ranges::sort(rows_);
  is_read_ = is_there_ = true;
  return {};
}

Result<void> VersionTableKeeper::ReadShape() {
  if (has_shape_) return {};
  ASSIGN_OR_RETURN(const std::string body,
                   session_->Query(fmt::format(
                       "SELECT engine, partition_key, engine_full FROM system.tables "
                       "WHERE database = {} AND name = {} FORMAT TabSeparated",
                       sql::QuoteString(table_.database), sql::QuoteString(table_.table))));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> found, db::ParseTsv(body, 3));
  if (found.size() != 1) return Fail(Missing(table_, true));
  const std::string& engine = found[0][0];
  if (!engine.ends_with("MergeTree")) {
    return Fail(Unfit(table_, fmt::format("its engine is {}", engine)));
  }
  if (!found[0][1].empty()) return Fail(Unfit(table_, "it has a PARTITION BY"));
  ordering_ = OrderingOf(found[0][2]);
  has_shape_ = true;
  return {};
}

Result<void> VersionTableKeeper::Replace(const std::vector<std::string>& rows) {
  if (!is_there_) {
    if (if_missing_ == IfMissing::kFails) return Fail(Missing(table_, has_database_));
    if (auto created = session_->Execute({.sql = CreateVersionTableSql(table_)}); !created) {
      return Fail(std::move(created).error().error);
    }
  }
  TRY(ReadShape());
  for (const std::string& statement : ReplaceVersionRowsSql(table_, rows, ordering_)) {
    if (auto done = session_->Execute({.sql = statement}); !done) {
      return Fail(std::move(done).error().error);
    }
  }
  return {};
}

}  // namespace housewright::interop
