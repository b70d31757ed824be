#pragma once

// Keeping Alembic's version table as the journal says, for programs that read it: one row for each
// maximal element of what is applied, as Alembic itself has them.
//
// The table of clickhouse-sqlalchemy is a ReplacingMergeTree(dt) ORDER BY tuple(): all its rows are
// versions of one, of which a merge of parts keeps the newest, and an INSERT of several rows does
// so at once where optimize_on_insert is on (20.10 and later). So the rows are put into one part of
// a table beside it, and that part takes the place of all that was there (REPLACE PARTITION):
// readers see the old rows or the new ones, and a table of one part is merged by OPTIMIZE ... FINAL
// alone.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "project/version_table.h"
#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::interop {

// The rows for what is applied of the graph's revisions, sorted.
std::vector<std::string> VersionRowsOf(const revision::RevisionGraph& graph,
                                       const revision::AppliedState& applied);

inline constexpr std::string_view kAlembicOrdering = "ORDER BY tuple()";
// As clickhouse-sqlalchemy makes it; one that is there is left as it is.
std::string CreateVersionTableSql(const project::VersionTable& table);
// Fails where the table is missing, and answers nothing.
std::string ReadVersionTableSql(const project::VersionTable& table);
// The statements, without semicolons and from 18.16 on, after which the table holds exactly `rows`.
// `ordering`: the table's ORDER BY clause, with its PRIMARY KEY where it has one.
std::vector<std::string> ReplaceVersionRowsSql(const project::VersionTable& table,
                                               const std::vector<std::string>& rows,
                                               const std::string& ordering);

enum class IfMissing : bool { kFails, kIsCreated };

// Remembers what it read and wrote: rows that are right cost one question, and none later on.
class VersionTableKeeper {
 public:
  // Both sessions of a target will do; it is used by nobody else during a call.
  VersionTableKeeper(db::Session& session, project::VersionTable table, IfMissing if_missing)
      : session_(&session), table_(std::move(table)), if_missing_(if_missing) {}

  const project::VersionTable& table() const { return table_; }

  // Whether the table can be kept, as far as that can be told before a run; writes nothing.
  // kNotFound where it is missing and is not to be created, kUnsupported for an engine without
  // parts and for a table with PARTITION BY, kInvalidInput where it has no version_num.
  Result<void> Check();
  // Of the table that is there, or would be made; after Check().
  const std::string& ordering() const { return ordering_; }
  // Whether Keep() would have nothing to write.
  Result<bool> Holds(const std::vector<std::string>& rows);
  // Makes the table hold exactly `rows`. Answers the rows that were there before where they were
  // others. A table that is missing is right where there are none to write.
  Result<std::optional<std::vector<std::string>>> Keep(const std::vector<std::string>& rows);

 private:
  Result<void> Read();
  Result<void> ReadShape();
  Result<void> Replace(const std::vector<std::string>& rows);

  db::Session* session_;
  project::VersionTable table_;
  IfMissing if_missing_;
  bool is_read_ = false;
  bool is_there_ = false;
  bool has_database_ = true;
  std::vector<std::string> rows_;  // sorted; where it was read and is there
  bool has_shape_ = false;         // the shape was read, and is one that can be kept
  std::string ordering_{kAlembicOrdering};
};

}  // namespace housewright::interop
