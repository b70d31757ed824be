#pragma once

// Why a revision is in a plan, in words for people.

#include <span>
#include <string>
#include <vector>

#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::plan {

class Reasons {
 public:
  using Index = revision::RevisionGraph::Index;

  Reasons(const revision::RevisionGraph& graph, std::span<const Index> planned,
          revision::Direction direction);

  // "the goal", "needed by 0007" (upgrade), "needs 0002, which is undone" (downgrade).
  std::string For(Index index) const;

 private:
  const revision::RevisionGraph& graph_;
  revision::RevisionSet planned_;
  revision::Direction direction_;
};

// "half-way: 2 of 5 statements are done"
std::string HalfWayReason(const revision::Progress& progress);

}  // namespace housewright::plan
