#include "db/introspection.h"

#include <fmt/format.h>

#include "db/object_order.h"
#include "db/tsv.h"
#include "schema/parse.h"
#include "sql/quote.h"

namespace housewright::db {
namespace {

constexpr int kUnknownIdentifier = 47;

// Left out: temporary tables, and the tables behind materialized views and window views, which come
// and go with them: `.inner.name`, `.inner_id.<uuid>`, `.tmp.inner_id.<uuid>`.
std::string TablesQuery(const std::vector<std::string>& databases) {
  std::string in;
  for (const std::string& database : databases) {
    in += fmt::format("{}{}", in.empty() ? "" : ", ", sql::QuoteString(database));
  }
  const std::string which =
      databases.empty() ? "database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema', "
                          "'_temporary_and_external_tables')"
                        : fmt::format("database IN ({})", in);
  return fmt::format(
      "SELECT database, name, engine, create_table_query FROM system.tables WHERE {} AND "
      "is_temporary = 0 AND name NOT LIKE '.inner%' AND name NOT LIKE '.tmp.inner%'",
      which);
}

constexpr std::string_view kFunctionsQuery =
    "SELECT '', name, 'Function', create_query FROM system.functions WHERE origin = "
    "'SQLUserDefined'";

Result<std::vector<TsvRow>> QueryRows(Session& session, const std::string& sql,
                                      std::size_t columns) {
  ASSIGN_OR_RETURN(const std::string body, session.Query(sql));
  return ParseTsv(body, columns);
}

// Whether the query, which counts, counts anything.
Result<bool> CountsAny(Session& session, const std::string& sql) {
  ASSIGN_OR_RETURN(const std::vector<TsvRow> rows, QueryRows(session, sql, 1));
  return !rows.empty() && rows.front().front() != "0";
}

std::string EngineToWrite(const std::string& engine, const std::string& full) {
  const bool is_default =
      engine == "Atomic" || engine == "Ordinary" || engine == "Memory" || engine == "Overlay";
  return is_default ? "" : full.empty() ? engine : full;
}

schema::Object ObjectOf(const DatabaseObject& printed) {
  if (auto object = schema::ParseObject(printed.create_query)) return *std::move(object);
  schema::Object object;
  object.kind = schema::ObjectKind::kOther;
  object.database = printed.database;
  object.name = printed.name;
  object.clauses["ENGINE"] = printed.engine;
  object.create_query = printed.create_query;
  return object;
}

}  // namespace

Result<std::vector<DatabaseObject>> ListObjects(Session& session,
                                                const std::vector<std::string>& databases) {
  constexpr std::size_t kColumns = 4;
  const std::string tables = TablesQuery(databases);
  auto rows = QueryRows(session, fmt::format("{} UNION ALL {}", tables, kFunctionsQuery), kColumns);
  // A server without system.functions.origin (before 21.12) has no functions made by SQL, either.
  if (!rows && rows.error().server_code() == kUnknownIdentifier) {
    rows = QueryRows(session, tables, kColumns);
  }
  if (!rows) return Fail(std::move(rows).error());
  std::vector<DatabaseObject> objects;
  objects.reserve(rows->size());
  for (TsvRow& row : *rows) {
    objects.push_back({.database = std::move(row[0]),
                       .name = std::move(row[1]),
                       .engine = std::move(row[2]),
                       .create_query = std::move(row[3])});
  }
  return OrderForCreation(std::move(objects));
}

Result<std::vector<schema::Database>> ListDatabases(Session& session) {
  constexpr std::string_view kQuery =
      "SELECT name, engine, {} FROM system.databases WHERE name NOT IN ('system', "
      "'INFORMATION_SCHEMA', 'information_schema', '_temporary_and_external_tables') ORDER BY name";
  auto rows = QueryRows(session, fmt::format(fmt::runtime(kQuery), "engine_full"), 3);
  if (!rows && rows.error().server_code() == kUnknownIdentifier) {
    rows = QueryRows(session, fmt::format(fmt::runtime(kQuery), "''"), 3);  // before 22.4
  }
  if (!rows) return Fail(std::move(rows).error());
  std::vector<schema::Database> databases;
  for (const TsvRow& row : *rows) databases.push_back({row[0], EngineToWrite(row[1], row[2])});
  return databases;
}

Result<schema::Schema> ReadSchema(Session& session) {
  schema::Schema schema;
  ASSIGN_OR_RETURN(schema.databases, ListDatabases(session));
  ASSIGN_OR_RETURN(const std::vector<DatabaseObject> objects, ListObjects(session, {}));
  for (const DatabaseObject& object : objects) schema.objects.push_back(ObjectOf(object));
  return schema;
}

Result<bool> DatabaseExists(Session& session, const std::string& database) {
  return CountsAny(session, fmt::format("SELECT count() FROM system.databases WHERE name = {}",
                                        sql::QuoteString(database)));
}

Result<std::optional<std::string>> TableEngine(Session& session, const std::string& database,
                                               const std::string& table) {
  ASSIGN_OR_RETURN(
      std::vector<TsvRow> rows,
      QueryRows(session,
                fmt::format("SELECT engine FROM system.tables WHERE database = {} AND name = {}",
                            sql::QuoteString(database), sql::QuoteString(table)),
                1));
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front().front()));
}

Result<std::vector<std::pair<std::string, std::string>>> ListColumns(Session& session,
                                                                     const std::string& database,
                                                                     const std::string& table) {
  // Without ORDER BY: 18.16 has no `position`, and one table's columns come in its order.
  ASSIGN_OR_RETURN(
      std::vector<TsvRow> rows,
      QueryRows(session,
                fmt::format("SELECT name, type FROM system.columns WHERE database = {} AND table = "
                            "{}",
                            sql::QuoteString(database), sql::QuoteString(table)),
                2));
  std::vector<std::pair<std::string, std::string>> columns;
  columns.reserve(rows.size());
  for (TsvRow& row : rows) columns.emplace_back(std::move(row[0]), std::move(row[1]));
  return columns;
}

Result<bool> FunctionExists(Session& session, const std::string& name) {
  return CountsAny(session, fmt::format("SELECT count() FROM system.functions WHERE name = {}",
                                        sql::QuoteString(name)));
}

}  // namespace housewright::db
