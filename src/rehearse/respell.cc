#include "rehearse/respell.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "db/introspection.h"
#include "rehearse/single_server.h"
#include "sql/quote.h"

namespace housewright::rehearse {
namespace {

// What old servers take and new ones want to be asked for.
const std::map<std::string, std::string>& Tolerance() {
  static const std::map<std::string, std::string> kSettings = {
      {"allow_deprecated_syntax_for_merge_tree", "1"},
      {"allow_suspicious_low_cardinality_types", "1"},
      {"allow_suspicious_ttl_expressions", "1"}};
  return kSettings;
}

Result<void> CreateAll(const schema::Schema& schema, db::Session& engine) {
  for (const schema::Database& database : schema.databases) {
    TRY(engine.Query(
        fmt::format("CREATE DATABASE IF NOT EXISTS {}", sql::QuoteIdentifier(database.name))));
  }
  for (const schema::Object& object : schema.objects) {
    const project::SqlText sql = ForOneServer({.text = object.create_query, .secrets = {}});
    const db::QueryResult answer = engine.Execute({.sql = sql.text, .settings = Tolerance()});
    if (!answer && answer.error().error.code() != ErrorCode::kServer)
      return Fail(answer.error().error);
  }
  return {};
}

Result<void> DropAll(const schema::Schema& schema, db::Session& engine) {
  for (const schema::Object& object : schema.objects) {
    if (object.kind != schema::ObjectKind::kFunction) continue;
    TRY(engine.Query(fmt::format("DROP FUNCTION IF EXISTS {}", sql::QuoteIdentifier(object.name))));
  }
  for (const schema::Database& database : schema.databases) {
    // Dependencies between databases have no order here, and nothing is lost.
    const db::QueryResult answer = engine.Execute(
        {.sql = fmt::format("DROP DATABASE IF EXISTS {} SYNC", sql::QuoteIdentifier(database.name)),
         .settings = {{"check_table_dependencies", "0"},
                      {"check_referential_table_dependencies", "0"}}});
    if (!answer) return Fail(answer.error().error);
  }
  // The engine's own, which statements without a database go to.
  TRY(engine.Query("CREATE DATABASE IF NOT EXISTS default"));
  return {};
}

}  // namespace

Result<schema::Schema> Respell(const schema::Schema& schema, db::Session& engine) {
  TRY(CreateAll(schema, engine));
  ASSIGN_OR_RETURN(schema::Schema made, db::ReadSchema(engine));
  TRY(DropAll(schema, engine));
  std::map<std::pair<std::string, std::string>, schema::Object> by_name;
  for (schema::Object& object : made.objects) {
    by_name.emplace(std::pair(object.database, object.name), std::move(object));
  }
  schema::Schema respelled = schema;
  for (schema::Object& object : respelled.objects) {
    const auto found = by_name.find({object.database, object.name});
    if (found != by_name.end()) object = found->second;
  }
  return respelled;
}

}  // namespace housewright::rehearse
