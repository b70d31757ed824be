#pragma once

// What Alembic recorded on a target: the rows of its version table.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"

namespace housewright::interop {

struct AlembicVersionTable {
  std::string database;
  std::string table;
  std::string engine;
  // The distinct version_num of all rows, sorted: what Alembic itself reads.
  std::vector<std::string> rows;
  // Those that FINAL leaves; the same as `rows` unless the engine is a Replacing one. That of
  // clickhouse-sqlalchemy, ReplacingMergeTree(dt) ORDER BY tuple(), keeps one row of all, the
  // newest, as soon as its parts are merged.
  std::vector<std::string> final_rows;
};

// Looks for `table` in `database`, or in every database where that is not given. kNotFound where
// there is none, kConflict with the list where there are several, kInvalidInput where it is no
// table of Alembic's. Works from 18.16 on.
Result<AlembicVersionTable> ReadAlembicVersionTable(db::Session& session,
                                                    const std::optional<std::string>& database,
                                                    const std::string& table);

}  // namespace housewright::interop
