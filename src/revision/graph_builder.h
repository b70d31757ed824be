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
  const std::vector<Index>* HeadsOf(const std::string& branch);
  void OrderNodes();
  void AddFault(Fault kind, const RevisionId& member, std::string name = {});

  RevisionGraph graph_;
  std::vector<GraphFault> faults_;
  std::map<std::string, std::vector<Index>> heads_of_branch_;  // asked for so far
};

}  // namespace housewright::revision
