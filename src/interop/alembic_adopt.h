#pragma once

// From the rows of Alembic's version table to the revisions that are applied: pure.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "interop/alembic_version_table.h"
#include "revision/graph.h"

namespace housewright::interop {

struct AlembicState {
  std::vector<std::string> heads;  // the rows that count, sorted
  revision::RevisionSet applied;   // they and all that they need
  // Rows that are left over where a ReplacingMergeTree has not merged its parts yet: revisions
  // before `heads`.
  std::vector<std::string> outdated;
  // Rows of ids that are gone, and the revisions that stand for them, among `heads`.
  std::map<std::string, std::string> replaced;
  // Rows beside those that FINAL leaves, taken as heads, as Alembic takes them.
  std::vector<std::string> unmerged;
};

// Ids that are gone -> the revisions that replace them.
using ReplacedIds = std::map<revision::RevisionId, revision::RevisionId>;

// kNotFound where there is no row; kConflict where rows name revisions that `graph` has not, or one
// row is an ancestor of another, which Alembic too refuses ("overlaps").
Result<AlembicState> ReadAlembicState(const AlembicVersionTable& table,
                                      const revision::RevisionGraph& graph,
                                      const ReplacedIds& replaced);

}  // namespace housewright::interop
