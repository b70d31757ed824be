#pragma once

// The graph of revisions: pure, built once from values, no I/O. An edge leads from a revision to
// what it needs first: its parents (down_revision) and its dependencies (depends_on). Everything is
// O(V+E).

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "revision/revision_id.h"

namespace housewright::revision {

struct RevisionNode {
  RevisionId id;
  std::string service;              // also a branch label
  std::vector<RevisionId> parents;  // down_revision: none for a base, several for a merge
  // Whole ids, services or labels. A service or label means its head (or heads) at load time; an id
  // wins over a service, a service over a label.
  std::vector<std::string> depends_on;
  std::vector<std::string> labels;  // further branch labels; each holds for all descendants as well
};

// A fault of the graph and the revisions it concerns, so that the caller can point at their files.
struct GraphFault {
  enum class Kind : std::uint8_t {
    kDuplicateId,        // members: the id, once
    kMissingParent,      // members: the revision; name: the parent it names
    kMissingDependency,  // members: the revision; name: the dependency
    // members: a cycle in order, each needs the next, the last needs the first; it begins with its
    // smallest id. Cycles that share a revision are reported as one: the shortest through that id.
    kCycle,
    kSelfLoop,  // members: the revision
  };
  Kind kind;
  std::vector<RevisionId> members;
  std::string name;
};

class RevisionGraph {
 public:
  using Index = std::uint32_t;  // position by id: smaller index, smaller id

  RevisionGraph() = default;
  // Reports every fault, not the first, by id. A graph with faults cannot be had.
  static std::expected<RevisionGraph, std::vector<GraphFault>> Build(
      std::vector<RevisionNode> nodes);

  std::size_t size() const { return nodes_.size(); }
  const RevisionNode& node(Index index) const { return nodes_[index]; }
  std::optional<Index> Find(const RevisionId& id) const;
  // Direct edges. Needs() = parents, then resolved dependencies, without repetition; NeededBy() is
  // its inverse.
  std::span<const Index> Parents(Index index) const { return parents_[index]; }
  std::span<const Index> Children(Index index) const { return children_[index]; }
  std::span<const Index> Needs(Index index) const { return needs_[index]; }
  std::span<const Index> NeededBy(Index index) const { return needed_by_[index]; }

  // All revisions, each after everything it needs; among those that are ready the smallest id
  // first. Total, and independent of the order in which the nodes were given.
  std::span<const Index> TopologicalOrder() const { return order_; }

  // Revisions that no other names as parent, by id. Where `branch`, a service or label, is not
  // empty: those of the branch that no other of the branch names as parent.
  std::vector<Index> Heads(std::string_view branch = {}) const;
  // Revisions without parents (in the branch), likewise.
  std::vector<Index> Bases(std::string_view branch = {}) const;
  // The revisions of a service, or those that carry a label and their descendants, by id; empty
  // where there is no such branch.
  std::vector<Index> Branch(std::string_view branch) const;
  bool HasService(std::string_view service) const;
  bool HasBranch(std::string_view branch) const;  // a service or a label
  std::vector<std::string> Services() const;      // sorted

 private:
  // The members of `branch` (of the graph, where it is empty) that have no neighbour in it.
  std::vector<Index> WithoutNeighbours(std::string_view branch,
                                       const std::vector<std::vector<Index>>& neighbours) const;

  std::vector<RevisionNode> nodes_;
  std::unordered_map<RevisionId, Index> by_id_;
  std::vector<std::vector<Index>> parents_, children_, needs_, needed_by_;
  std::vector<Index> order_;
  std::map<std::string, std::vector<Index>, std::less<>> by_service_, by_label_;

  class Builder;
};

// A set of revisions of one graph.
class RevisionSet {
 public:
  explicit RevisionSet(std::size_t graph_size = 0) : members_(graph_size, false) {}
  bool Contains(RevisionGraph::Index index) const { return members_[index]; }
  void Insert(RevisionGraph::Index index) { members_[index] = true; }
  void Remove(RevisionGraph::Index index) { members_[index] = false; }
  std::size_t Count() const;

 private:
  std::vector<bool> members_;
};

// `start` and all that it needs, transitively. And `start` and all that needs it.
RevisionSet WithAncestors(const RevisionGraph& graph, std::span<const RevisionGraph::Index> start);
RevisionSet WithDescendants(const RevisionGraph& graph,
                            std::span<const RevisionGraph::Index> start);

}  // namespace housewright::revision
