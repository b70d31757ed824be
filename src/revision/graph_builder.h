#pragma once

// Turns values into a RevisionGraph, or says everything that is wrong with them.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "revision/graph.h"

namespace housewright::revision {

class RevisionGraph::Builder {
 public:
  explicit Builder(std::vector<RevisionNode> nodes);
  std::expected<RevisionGraph, std::vector<GraphFault>> Build() &&;

 private:
  using Fault = GraphFault::Kind;

  void DropDuplicates(std::vector<RevisionNode> nodes);
  void IndexNodes();
  void LinkParents(Index index);
  void LinkDependencies(Index index);
  void Link(Index index, Index needed, bool is_parent);
  void CheckNames();
  void OrderNodes();
  void FindCyclesOfGraph();
  void AddFault(Fault kind, const RevisionId& member, std::string name = {});

  RevisionGraph graph_;
  std::vector<GraphFault> faults_;
  // For each node, the last one that was linked to it: an edge that is there already is known
  // without a search.
  std::vector<Index> last_child_, last_dependent_;
  std::map<std::string, std::vector<Index>, std::less<>> bases_of_service_;
};

}  // namespace housewright::revision
