#include "examples/snapshot.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "db/tsv.h"
#include "examples/example.h"

namespace housewright::examples {
namespace {

std::vector<db::TsvRow> Rows(db::Session& session, const std::string& sql, std::size_t columns) {
  auto rows = db::ParseTsv(Query(session, sql), columns);
  if (rows) return *std::move(rows);
  ADD_FAILURE() << rows.error().message() << "\nin " << sql;
  return {};
}

// Without FINAL a table that merges in the background may hold more rows than it means.
std::string ChecksumSql(const std::string& table, const std::string& columns, bool is_final,
                        bool once) {
  return fmt::format("SELECT '{}', count(), sum(cityHash64({})) FROM (SELECT {}{} FROM {}{})",
                     table, columns, once ? "DISTINCT " : "", columns, table,
                     is_final ? " FINAL" : "");
}

void AppendDifferences(const std::map<std::string, std::string>& expected,
                       const std::map<std::string, std::string>& actual, std::string& lines) {
  for (const auto& [name, value] : expected) {
    const auto it = actual.find(name);
    if (it == actual.end()) {
      lines += fmt::format("{} is missing\n", name);
    } else if (it->second != value) {
      lines += fmt::format("{} was {} and is {}\n", name, value, it->second);
    }
  }
  for (const auto& [name, value] : actual) {
    if (!expected.contains(name)) lines += fmt::format("{} is new: {}\n", name, value);
  }
}

}  // namespace

Snapshot TakeSnapshot(db::Session& session, const std::set<std::string>& once) {
  Snapshot snapshot;
  const auto tables = Rows(
      session,
      "SELECT concat(t.database, '.', t.name), engine, create_table_query, columns "
      "FROM system.tables AS t LEFT JOIN (SELECT database, table, arrayStringConcat(groupArray("
      "concat('`', name, '`')), ', ') AS columns FROM (SELECT * FROM system.columns ORDER BY "
      "database, table, position) GROUP BY database, table) AS c "
      "ON c.database = t.database AND c.table = t.name "
      "WHERE t.database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') "
      "AND t.name != 'housewright_journal' ORDER BY 1",
      4);
  std::string checksums;
  for (const db::TsvRow& table : tables) {
    snapshot.schema[table[0]] = table[2];
    if (table[1].find("View") != std::string::npos) continue;
    if (!checksums.empty()) checksums += " UNION ALL ";
    checksums +=
        ChecksumSql(table[0], table[3], table[1].starts_with("Replacing"), once.contains(table[0]));
  }
  if (!checksums.empty()) {
    for (const db::TsvRow& row : Rows(session, checksums, 3)) {
      snapshot.rows[row[0]] = row[1] + "\t" + row[2];
    }
  }
  const auto functions = Rows(
      session,
      "SELECT name, create_query FROM system.functions WHERE origin = 'SQLUserDefined' ORDER BY 1",
      2);
  for (const db::TsvRow& function : functions) snapshot.schema[function[0]] = function[1];
  return snapshot;
}

std::string Differences(const Snapshot& expected, const Snapshot& actual) {
  std::string lines;
  AppendDifferences(expected.schema, actual.schema, lines);
  AppendDifferences(expected.rows, actual.rows, lines);
  return lines;
}

}  // namespace housewright::examples
