#include "interop/alembic_version_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "db/introspection.h"
#include "db/tsv.h"
#include "sql/quote.h"

namespace housewright::interop {
namespace {

constexpr std::string_view kColumn = "version_num";

Result<std::vector<db::TsvRow>> Rows(db::Session& session, const std::string& sql,
                                     std::size_t columns) {
  ASSIGN_OR_RETURN(const std::string body, session.Query(sql));
  return db::ParseTsv(body, columns);
}

Result<std::vector<std::string>> ReadRows(db::Session& session, const AlembicVersionTable& table,
                                          std::string_view modifier) {
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows,
                   Rows(session,
                        fmt::format("SELECT DISTINCT toString({}) AS id FROM {}.{}{} ORDER BY id",
                                    kColumn, sql::QuoteIdentifier(table.database),
                                    sql::QuoteIdentifier(table.table), modifier),
                        1));
  std::vector<std::string> ids;
  for (const db::TsvRow& row : rows) ids.push_back(row[0]);
  return ids;
}

// "openedx (0012), xapi (0041)": what each of them says, for who has to choose.
std::string WhatEachSays(db::Session& session, const std::vector<db::TsvRow>& found,
                         const std::string& table) {
  std::vector<std::string> all;
  for (const db::TsvRow& row : found) {
    const auto ids = ReadRows(
        session, {.database = row[0], .table = table, .engine = {}, .rows = {}, .final_rows = {}},
        "");
    const std::string says = !ids ? "not Alembic's" : ids->empty() ? "empty" : Join(*ids, ", ");
    all.push_back(fmt::format("{} ({})", row[0], says));
  }
  return Join(all, ", ");
}

Result<AlembicVersionTable> FindTable(db::Session& session,
                                      const std::optional<std::string>& database,
                                      const std::string& table) {
  const std::string within =
      database ? fmt::format(" AND database = {}", sql::QuoteString(*database)) : "";
  ASSIGN_OR_RETURN(
      std::vector<db::TsvRow> found,
      Rows(session,
           fmt::format("SELECT database, engine FROM system.tables WHERE name = {}{} ORDER BY "
                       "database",
                       sql::QuoteString(table), within),
           2));
  if (found.empty()) {
    return Fail(
        Error(ErrorCode::kNotFound,
              database
                  ? fmt::format("there is no table '{}.{}'", *database, table)
                  : fmt::format("there is no table '{}' in any database that this user can see",
                                table))
            .WithAdvice("name Alembic's version table with --database and --table"));
  }
  if (found.size() > 1) {
    return Fail(
        Error(ErrorCode::kConflict, fmt::format("there is a table '{}' in {} databases: {}", table,
                                                found.size(), WhatEachSays(session, found, table)))
            .WithAdvice(fmt::format(
                "say which holds: --database {}; what is there is compared with it before "
                "anything is recorded",
                found[0][0])));
  }
  return AlembicVersionTable{
      .database = found[0][0], .table = table, .engine = found[0][1], .rows = {}, .final_rows = {}};
}

}  // namespace

Result<AlembicVersionTable> ReadAlembicVersionTable(db::Session& session,
                                                    const std::optional<std::string>& database,
                                                    const std::string& table) {
  ASSIGN_OR_RETURN(AlembicVersionTable found, FindTable(session, database, table));
  ASSIGN_OR_RETURN(const auto columns, db::ListColumns(session, found.database, found.table));
  const bool has_column =
      std::ranges::any_of(columns, [](const auto& column) { return column.first == kColumn; });
  if (!has_column) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("the table '{}.{}' has no column '{}': it is not Alembic's",
                                  found.database, found.table, kColumn))
                    .WithAdvice("name Alembic's version table with --database and --table"));
  }
  ASSIGN_OR_RETURN(found.rows, ReadRows(session, found, ""));
  found.final_rows = found.rows;
  if (found.engine.find("Replacing") != std::string::npos && found.rows.size() > 1) {
    ASSIGN_OR_RETURN(found.final_rows, ReadRows(session, found, " FINAL"));
  }
  return found;
}

}  // namespace housewright::interop
