#pragma once

// Random statements for the model (model_state.h), each valid where it stands, and their SQL.

#include <fmt/format.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "exec/model_state.h"

namespace housewright::exec::testing {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t Below(std::size_t limit) {
    return static_cast<std::size_t>(engine_() % static_cast<std::uint64_t>(limit));
  }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  template <class T>
  const T& Of(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// Few names, so that statements meet. ClickHouse's names are case-sensitive.
inline Op RandomOp(Dice& dice) {
  const std::vector<std::string> databases{kDefaultDatabase, kDefaultDatabase, "d", "e"};
  const std::vector<std::string> tables{"a", "b", "A"};
  const std::vector<std::string> columns{"c", "n", "n.y", "x"};
  Op op;
  op.kind = static_cast<OpKind>(dice.Below(static_cast<std::size_t>(OpKind::kCount)));
  if (dice.OneIn(3)) op.kind = dice.OneIn(2) ? OpKind::kCreateTable : OpKind::kAddColumn;
  op.tolerant = dice.OneIn(3);
  op.table = {dice.Of(databases), dice.Of(tables)};
  op.other = {dice.Of(databases), dice.Of(tables)};
  op.column = dice.Of(columns);
  op.new_column = dice.Of(columns);
  op.qualified = !dice.OneIn(4);
  return op;
}

inline std::string NameIn(const TableName& name, bool qualified) {
  if (!qualified && name.first == kDefaultDatabase) return name.second;
  return name.first + "." + name.second;
}

inline std::string SqlOf(const Op& op) {
  const std::string table = NameIn(op.table, op.qualified);
  const std::string other = NameIn(op.other, op.qualified);
  const char* const not_exists = op.tolerant ? "IF NOT EXISTS " : "";
  const char* const exists = op.tolerant ? "IF EXISTS " : "";
  switch (op.kind) {
    case OpKind::kCreateDatabase:
      return fmt::format("CREATE DATABASE {}{}", not_exists, op.table.first);
    case OpKind::kDropDatabase:
      return fmt::format("DROP DATABASE {}{}", exists, op.table.first);
    case OpKind::kRenameDatabase:
      return fmt::format("RENAME DATABASE {}{} TO {}", exists, op.table.first, op.other.first);
    case OpKind::kCreateTable:
      return fmt::format("CREATE TABLE {}{} (x Int8) ENGINE = Memory", not_exists, table);
    case OpKind::kCreateView:
      return fmt::format("CREATE VIEW {}{} AS SELECT * FROM {}", not_exists, table, other);
    case OpKind::kCreateMaterializedView:
      return fmt::format("CREATE MATERIALIZED VIEW {}{} ENGINE = Memory AS SELECT * FROM {}",
                         not_exists, table, other);
    case OpKind::kReplaceView:
      return fmt::format("CREATE OR REPLACE VIEW {} AS SELECT * FROM {}", table, other);
    case OpKind::kDropTable:
      return fmt::format("DROP TABLE {}{}", exists, table);
    case OpKind::kRenameTable:
      return fmt::format("RENAME TABLE {}{} TO {}", exists, table, other);
    case OpKind::kExchange:
      return fmt::format("EXCHANGE TABLES {} AND {}", table, other);
    case OpKind::kAddColumn:
      return fmt::format("ALTER TABLE {} ADD COLUMN {}{} Array(Int8)", table, not_exists,
                         op.column);
    case OpKind::kDropColumn:
      return fmt::format("ALTER TABLE {} DROP COLUMN {}{}", table, exists, op.column);
    case OpKind::kRenameColumn:
      return fmt::format("ALTER TABLE {} RENAME COLUMN {}{} TO {}", table, exists, op.column,
                         op.new_column);
    case OpKind::kCommentTable:
      return fmt::format("ALTER TABLE {} MODIFY COMMENT '{}'", table, op.column);
    case OpKind::kInsert:
      return fmt::format("INSERT INTO {} VALUES (1)", table);
    case OpKind::kGuard:
      return fmt::format("SELECT count() FROM {}", table);
    case OpKind::kCreateFunction:
      return fmt::format("CREATE FUNCTION {}f_{} AS v -> '{}'", not_exists, op.table.second,
                         op.column);
    case OpKind::kReplaceFunction:
      return fmt::format("CREATE OR REPLACE FUNCTION f_{} AS v -> '{}'", op.table.second,
                         op.column);
    case OpKind::kDropFunction:
      return fmt::format("DROP FUNCTION {}f_{}", exists, op.table.second);
    case OpKind::kGrant:
      return fmt::format("GRANT SELECT ON {}.* TO u_{}", op.table.first, op.column);
    default:
      return "";
  }
}

// True where only a log or a person can say whether it took effect.
inline bool LeavesNoMark(const Op& op) {
  // RENAME TABLE d.a TO a may be of one name.
  const bool may_be_one_name =
      op.kind == OpKind::kRenameTable && op.table.second == op.other.second && !op.qualified;
  return op.kind == OpKind::kInsert || op.kind == OpKind::kExchange || may_be_one_name;
}
// True where doing it a second time, after what it did is there, is no harm.
inline bool MayRepeat(const Op& op) {
  return op.kind == OpKind::kReplaceView || op.kind == OpKind::kReplaceFunction ||
         op.kind == OpKind::kCommentTable || op.kind == OpKind::kGrant || op.kind == OpKind::kGuard;
}

// `count` statements, each of which works after those before it; `state` is that after them all.
inline std::vector<Op> RandomHistory(Dice& dice, std::size_t count, ModelState& state) {
  std::vector<Op> ops;
  for (int tries = 0; ops.size() < count && tries < 4'000; ++tries) {
    Op op = RandomOp(dice);
    const bool leaves_default =
        (op.kind == OpKind::kDropDatabase || op.kind == OpKind::kRenameDatabase) &&
        op.table.first == kDefaultDatabase;
    const bool is_to_itself =
        op.table == op.other ||
        (op.kind == OpKind::kRenameDatabase && op.table.first == op.other.first) ||
        (op.kind == OpKind::kRenameColumn && op.column == op.new_column);
    if (leaves_default || is_to_itself) continue;
    if (op.kind == OpKind::kGrant) op.column = op.table.first + (op.column == "c" ? "1" : "0");
    ModelState next = state;
    if (Apply(op, next, 0, std::to_string(ops.size())).code != 0) continue;
    state = std::move(next);
    ops.push_back(op);
  }
  return ops;
}

}  // namespace housewright::exec::testing
