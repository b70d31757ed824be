#pragma once

// The revisions between two targets, as `history -r LOWER:UPPER` shows them.

#include <string>
#include <vector>

#include "base/result.h"
#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::revision {

struct RangeQuery {
  std::vector<std::string> lower;  // none: base
  std::vector<std::string> upper;
  bool includes_lower = true;
  // Also what the upper end needs besides what is above the lower end.
  bool includes_other_lines = false;
  // Walks that lead beyond the last or the first revision end there.
  bool may_be_overlong = true;
};

// What the upper end needs, and which stands above the lower end along parents; newest first. +N as
// upper end counts from the lower end, -N as lower end from each head. Where the lower end names a
// branch, only upper ends on that branch count. Errors as for ResolveRevisions, and kInvalidInput
// where the lower end is not below the upper one.
Result<std::vector<RevisionGraph::Index>> ResolveRange(const RevisionGraph& graph,
                                                       const AppliedState& applied,
                                                       const RangeQuery& query);
// "a:b"; a side left out is base or heads.
Result<std::vector<RevisionGraph::Index>> ResolveRange(const RevisionGraph& graph,
                                                       const AppliedState& applied,
                                                       std::string_view range);

}  // namespace housewright::revision
