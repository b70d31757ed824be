#pragma once

// What a statement leaves behind that system tables show: objects that are there, or gone, once it
// took effect. Pure; exec/object_probe.h asks a server for them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "project/render.h"

namespace housewright::exec {

enum class MarkLevel : std::uint8_t { kDatabase, kFunction, kTable, kColumn, kIndex };

struct Mark {
  MarkLevel level = MarkLevel::kTable;
  std::string database;  // empty: the session's
  std::string name;      // of the database, function or table
  std::string part;      // of the column or index
  bool there = true;     // false: gone
  // IF EXISTS, IF NOT EXISTS: the mark may have held before, and sending again does no harm.
  bool tolerant = false;
  // metadata_modification_time of the table moves when the statement takes effect. RENAME moves the
  // file of the metadata, which keeps its time.
  bool timed = true;
  // False: the statement touches the name, and a server is not asked of it. With IF EXISTS, what is
  // there under the new name of a rename tells nothing that the old name does not.
  bool asked = true;

  std::string ToString() const;  // "column b of a.t", "table a.t", "database a"
};

// The marks of a statement that consists of nothing else; nothing where objects cannot tell:
// EXCHANGE (its own inverse), INSERT, CREATE ... AS SELECT (an object that is there may be half
// filled), MODIFY COLUMN, ON CLUSTER, temporary tables, several renames that touch one name.
std::optional<std::vector<Mark>> MarksOf(const project::RenderedStatement& statement);

// True where the intent of `later` may be durable while `earlier` has no outcome yet: what either
// leaves behind cannot change what the marks of the other say. A table and its later columns go
// together, an ALTER and the DROP of its table do not.
bool MayRunAhead(const project::RenderedStatement& earlier,
                 const project::RenderedStatement& later);

}  // namespace housewright::exec
