#include "cli/render/schema_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sql/quote.h"

namespace housewright::cli {
namespace {

using Row = std::array<std::string, 4>;

std::vector<Row> RowsOf(const SchemaView& schema) {
  std::vector<Row> rows;
  for (const db::DatabaseObject& object : schema.objects) {
    std::string count = "-";
    if (schema.rows) {
      const auto found = schema.rows->find({object.database, object.name});
      if (found != schema.rows->end()) count = std::to_string(found->second);
    }
    rows.push_back(
        {object.database.empty() ? "-" : object.database, object.name, object.engine, count});
  }
  for (const SchemaView::Database& database : schema.databases) {
    const bool has_any = std::ranges::any_of(schema.objects, [&](const db::DatabaseObject& object) {
      return object.database == database.name;
    });
    if (!has_any) rows.push_back({database.name, "-", "-", "-"});
  }
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

std::string SchemaScript(const SchemaView& schema) {
  std::string out;
  for (const SchemaView::Database& database : schema.databases) {
    const std::string engine = database.engine.empty() ? "" : " ENGINE = " + database.engine;
    out += fmt::format("CREATE DATABASE IF NOT EXISTS {}{};\n",
                       sql::QuoteIdentifierIfNeeded(database.name), engine);
  }
  for (const db::DatabaseObject& object : schema.objects) {
    out += fmt::format("{}{};\n", out.empty() ? "" : "\n", object.create_query);
  }
  return out;
}

std::string SchemaList(const SchemaView& schema, const Style& style) {
  const std::vector<Row> rows = RowsOf(schema);
  if (rows.empty()) return "";
  Row head = {"database", "name", "engine", "rows"};
  std::array<std::size_t, 4> width{};
  for (std::size_t i = 0; i < width.size(); ++i) {
    width[i] = head[i].size();
    for (const Row& row : rows) width[i] = std::max(width[i], row[i].size());
  }
  const auto line = [&width](const Row& row) {
    return fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}", row[0], width[0], row[1], width[1], row[2],
                       width[2], row[3], width[3]);
  };
  std::string out = style.Bold(line(head)) + "\n";
  for (const Row& row : rows) out += line(row) + "\n";
  return out;
}

}  // namespace housewright::cli
