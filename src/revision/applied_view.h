#pragma once

// An AppliedState seen through a graph: by index, without a look-up in every step.

#include <vector>

#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::revision {

class AppliedView {
 public:
  AppliedView(const RevisionGraph& graph, const AppliedState& applied);

  // Counts as applied; also while its downgrade is half-way.
  bool IsApplied(RevisionGraph::Index index) const { return applied_.Contains(index); }
  // Applied, and nothing of it is half-way: an upgrade has nothing to do here.
  bool IsComplete(RevisionGraph::Index index) const { return complete_.Contains(index); }
  // Applied or half-way: a downgrade has something to do here.
  bool IsPresent(RevisionGraph::Index index) const { return present_.Contains(index); }
  // Applied or half-way on the target, and not of this graph, by id.
  const std::vector<RevisionId>& unknown() const { return unknown_; }

 private:
  RevisionSet applied_, complete_, present_;
  std::vector<RevisionId> unknown_;
};

}  // namespace housewright::revision
