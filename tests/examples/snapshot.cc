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
std::string CountAndChecksum(db::Session& session, const std::string& table,
                             const std::string& engine) {
  std::string columns;
  for (const db::TsvRow& row :
       Rows(session,
            fmt::format("SELECT name FROM system.columns WHERE concat(database, '.', table) = '{}' "
                        "ORDER BY position",
                        table),
            1)) {
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", row[0]);
  }
  return Query(session, fmt::format("SELECT count(), sum(cityHash64({})) FROM {}{}", columns, table,
                                    engine.starts_with("Replacing") ? " FINAL" : ""));
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

Snapshot TakeSnapshot(db::Session& session) {
  Snapshot snapshot;
  const auto tables =
      Rows(session,
           "SELECT concat(database, '.', name), engine, create_table_query FROM system.tables "
           "WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') "
           "AND name != 'housewright_journal' ORDER BY 1",
           3);
  for (const db::TsvRow& table : tables) {
    snapshot.schema[table[0]] = table[2];
    const bool holds_rows = table[1].find("View") == std::string::npos;
    if (holds_rows) snapshot.rows[table[0]] = CountAndChecksum(session, table[0], table[1]);
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
