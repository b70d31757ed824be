#pragma once

// A tiny ClickHouse for property tests: databases, tables with columns and rows, views, functions,
// and statements that change them, valid or refused as the real ones are.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace housewright::exec::testing {

using TableName = std::pair<std::string, std::string>;  // database, table

struct ModelTable {
  std::set<std::string> columns;
  std::string comment;
  std::vector<std::string> rows;
  std::int64_t changed = 0;  // metadata_modification_time; a rename keeps it
  int uuid = 0;              // likewise; each table has another one

  bool SameAs(const ModelTable& other) const {
    return columns == other.columns && comment == other.comment && rows == other.rows;
  }
};

// As a server prints it.
inline std::string DefinitionOf(const ModelTable& table) {
  std::string columns;
  for (const std::string& column : table.columns) {
    columns +=
        (columns.empty() ? "`" : ", `") + column + (column == "x" ? "` Int8" : "` Array(Int8)");
  }
  return "CREATE TABLE a.b (" + columns + ") ENGINE = Memory";
}

enum class OpKind : std::uint8_t {
  kCreateDatabase,
  kDropDatabase,
  kRenameDatabase,
  kCreateTable,
  kCreateView,
  kCreateMaterializedView,  // with a table of its own behind it
  kReplaceView,
  kDropTable,
  kRenameTable,
  kExchange,
  kAddColumn,
  kDropColumn,
  kRenameColumn,
  kCommentTable,
  kInsert,
  kGuard,  // SELECT that is refused where the table is not there
  kCreateFunction,
  kReplaceFunction,
  kDropFunction,
  kGrant,
  kCount,
};

struct Op {
  OpKind kind = OpKind::kInsert;
  bool tolerant = false;  // IF [NOT] EXISTS
  TableName table;        // or {database, ""}, or {"", function}
  TableName other;        // new name, source of a view, second of an exchange
  std::string column;
  std::string new_column;
  bool qualified = true;  // false: the database is left to the session
};

inline constexpr const char* kDefaultDatabase = "default";

struct ModelState {
  std::set<std::string> databases{kDefaultDatabase};
  std::map<TableName, ModelTable> tables;
  std::map<std::string, std::string> functions;  // name, body
  std::set<std::string> grants;
  int last_uuid = 0;

  bool SameAs(const ModelState& other) const {
    const auto same = [](const auto& a, const auto& b) {
      return a.first == b.first && a.second.SameAs(b.second);
    };
    return databases == other.databases && functions == other.functions && grants == other.grants &&
           std::ranges::equal(tables, other.tables, same);
  }

  std::string ToString() const {
    std::string text = "databases:";
    for (const std::string& database : databases) text += " " + database;
    for (const auto& [name, table] : tables) {
      text += "; " + name.first + "." + name.second + " (";
      for (const std::string& column : table.columns) text += column + " ";
      text += ") " + table.comment + " rows " + std::to_string(table.rows.size());
    }
    for (const auto& [name, body] : functions) text += "; " + name + " = " + body;
    return text;
  }
};

struct Applied {
  int code = 0;          // of ClickHouse, 0: it worked
  bool changed = false;  // something is other than before
};

namespace model {

constexpr int kDuplicateColumn = 15;
constexpr int kNoSuchColumn = 10;
constexpr int kBadArguments = 36;
constexpr int kTableExists = 57;
constexpr int kUnknownTable = 60;
constexpr int kUnknownDatabase = 81;
constexpr int kDatabaseExists = 82;
constexpr int kFunctionExists = 609;
constexpr int kNoFunction = 46;

inline TableName InnerOf(const TableName& view) { return {view.first, ".inner." + view.second}; }

inline std::set<std::string>::iterator Nested(std::set<std::string>& columns,
                                              const std::string& name) {
  return std::ranges::find_if(columns, [&](const std::string& column) {
    return column == name || column.starts_with(name + ".");
  });
}

inline Applied CreateTable(const Op& op, ModelState& state, std::int64_t now) {
  if (!state.databases.contains(op.table.first)) return {kUnknownDatabase};
  const bool is_view = op.kind != OpKind::kCreateTable;
  if (state.tables.contains(op.table) && op.kind != OpKind::kReplaceView) {
    return {op.tolerant ? 0 : kTableExists};
  }
  if (is_view && !state.tables.contains(op.other)) return {kUnknownTable};
  ModelTable table;
  table.columns = is_view ? state.tables.at(op.other).columns : std::set<std::string>{"x"};
  table.changed = now;
  table.uuid = ++state.last_uuid;
  const bool changed = !state.tables.contains(op.table) || !state.tables.at(op.table).SameAs(table);
  state.tables[op.table] = table;
  if (op.kind == OpKind::kCreateMaterializedView) {
    table.uuid = ++state.last_uuid;
    state.tables[InnerOf(op.table)] = table;
  }
  return {0, changed};
}

inline Applied DropTable(const Op& op, ModelState& state) {
  if (!state.tables.contains(op.table)) return {op.tolerant ? 0 : kUnknownTable};
  state.tables.erase(op.table);
  state.tables.erase(InnerOf(op.table));
  return {0, true};
}

inline Applied RenameTable(const Op& op, ModelState& state) {
  // The new name is looked at first.
  const int no_source = state.tables.contains(op.other) ? kTableExists : kUnknownTable;
  if (!state.tables.contains(op.table)) return {op.tolerant ? 0 : no_source};
  if (!state.databases.contains(op.other.first)) return {kUnknownDatabase};
  if (state.tables.contains(op.other)) return {kTableExists};
  auto node = state.tables.extract(op.table);
  node.key() = op.other;
  state.tables.insert(std::move(node));
  auto inner = state.tables.extract(InnerOf(op.table));
  if (!inner.empty()) {
    inner.key() = InnerOf(op.other);
    state.tables.insert(std::move(inner));
  }
  return {0, true};
}

inline Applied Exchange(const Op& op, ModelState& state) {
  if (!state.tables.contains(op.table) || !state.tables.contains(op.other)) return {kUnknownTable};
  std::swap(state.tables[op.table], state.tables[op.other]);
  return {0, true};
}

inline Applied Alter(const Op& op, ModelState& state, std::int64_t now) {
  const auto found = state.tables.find(op.table);
  if (found == state.tables.end()) return {kUnknownTable};
  ModelTable& table = found->second;
  switch (op.kind) {
    case OpKind::kAddColumn:
      if (Nested(table.columns, op.column) != table.columns.end()) {
        return {op.tolerant ? 0 : kDuplicateColumn};
      }
      table.columns.insert(op.column);
      break;
    case OpKind::kDropColumn: {
      if (Nested(table.columns, op.column) == table.columns.end()) {
        return {op.tolerant ? 0 : kNoSuchColumn};
      }
      for (auto it = Nested(table.columns, op.column); it != table.columns.end();
           it = Nested(table.columns, op.column)) {
        table.columns.erase(it);
      }
      break;
    }
    case OpKind::kRenameColumn:
      if (!table.columns.contains(op.column)) return {op.tolerant ? 0 : kNoSuchColumn};
      if (table.columns.contains(op.new_column)) return {kDuplicateColumn};
      // "Cannot rename column from nested struct to normal column and vice versa"
      if (op.column.contains('.') != op.new_column.contains('.')) return {kBadArguments};
      table.columns.erase(op.column);
      table.columns.insert(op.new_column);
      break;
    default:
      table.comment = op.column;
      break;
  }
  table.changed = now;
  return {0, true};
}

inline Applied ChangeDatabase(const Op& op, ModelState& state) {
  const std::string& name = op.table.first;
  if (op.kind == OpKind::kCreateDatabase) {
    if (state.databases.insert(name).second) return {0, true};
    return {op.tolerant ? 0 : kDatabaseExists};
  }
  if (!state.databases.contains(name)) return {op.tolerant ? 0 : kUnknownDatabase};
  const bool is_rename = op.kind == OpKind::kRenameDatabase;
  if (is_rename && state.databases.contains(op.other.first)) return {kDatabaseExists};
  state.databases.erase(name);
  if (is_rename) state.databases.insert(op.other.first);
  std::map<TableName, ModelTable> tables;
  for (auto& [table, content] : state.tables) {
    if (table.first != name) {
      tables[table] = content;
    } else if (is_rename) {
      tables[{op.other.first, table.second}] = content;
    }
  }
  state.tables = std::move(tables);
  return {0, true};
}

inline Applied ChangeFunction(const Op& op, ModelState& state) {
  const std::string& name = op.table.second;
  const bool there = state.functions.contains(name);
  if (op.kind == OpKind::kDropFunction) {
    if (!there) return {op.tolerant ? 0 : kNoFunction};
    state.functions.erase(name);
    return {0, true};
  }
  if (there && op.kind == OpKind::kCreateFunction) return {op.tolerant ? 0 : kFunctionExists};
  const bool changed = !there || state.functions[name] != op.column;
  state.functions[name] = op.column;
  return {0, changed};
}

}  // namespace model

// Executes `op` at second `now`; on a refusal nothing changes. `who` marks inserted rows.
inline Applied Apply(const Op& op, ModelState& state, std::int64_t now, const std::string& who) {
  switch (op.kind) {
    case OpKind::kCreateDatabase:
    case OpKind::kDropDatabase:
    case OpKind::kRenameDatabase:
      return model::ChangeDatabase(op, state);
    case OpKind::kCreateTable:
    case OpKind::kCreateView:
    case OpKind::kCreateMaterializedView:
    case OpKind::kReplaceView:
      return model::CreateTable(op, state, now);
    case OpKind::kDropTable:
      return model::DropTable(op, state);
    case OpKind::kRenameTable:
      return model::RenameTable(op, state);
    case OpKind::kExchange:
      return model::Exchange(op, state);
    case OpKind::kInsert:
      if (!state.tables.contains(op.table)) return {model::kUnknownTable};
      state.tables[op.table].rows.push_back(who);
      return {0, true};
    case OpKind::kGuard:
      return {state.tables.contains(op.table) ? 0 : model::kUnknownTable};
    case OpKind::kCreateFunction:
    case OpKind::kReplaceFunction:
    case OpKind::kDropFunction:
      return model::ChangeFunction(op, state);
    case OpKind::kGrant:
      return {0, state.grants.insert(op.column).second};
    default:
      return model::Alter(op, state, now);
  }
}

}  // namespace housewright::exec::testing
