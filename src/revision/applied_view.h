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
  const RevisionSet& applied() const { return applied_; }
  const RevisionSet& present() const { return present_; }
  // The complete revisions of which all that they need is complete too.
  RevisionSet CompleteWithAllNeeded() const;
  // Applied or half-way on the target, and not of this graph, by id.
  const std::vector<RevisionId>& unknown() const { return unknown_; }

 private:
  const RevisionGraph* graph_;
  RevisionSet applied_, complete_, present_;
  std::vector<RevisionId> unknown_;
};

// The members that no other member needs, by id: the rows that Alembic's version table would have.
std::vector<RevisionGraph::Index> MaximalOf(const RevisionGraph& graph, const RevisionSet& set);
// The members that no other member names as parent, by id: the tips of their lines.
std::vector<RevisionGraph::Index> LineTips(const RevisionGraph& graph, const RevisionSet& set);

}  // namespace housewright::revision
