#pragma once

// The graph of revisions: pure, built once from values, no I/O. An edge leads from a revision to
// what it needs first: its parents (down_revision) and its dependencies (depends_on). Everything is
// O(V+E).

#include <cstddef>
#include <cstdint>
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
  std::vector<std::string>
      depends_on;  // ids (whole) or labels; a label means that service's head at load time
  std::vector<std::string> labels;  // further branch labels
};

// A fault of the graph and the revisions it concerns, so that the caller can point at their files.
struct GraphFault {
  enum class Kind : std::uint8_t {
    kDuplicateId,        // members: the id, once
    kMissingParent,      // members: the revision; name: the parent it names
    kMissingDependency,  // members: the revision; name: the dependency
    kCycle,     // members: the cycle in order, each needs the next, the last needs the first
    kSelfLoop,  // members: the revision
  };
  Kind kind;
  std::vector<RevisionId> members;
  std::string name;
};

class RevisionGraph {
 public:
  using Index = std::uint32_t;

  RevisionGraph() = default;
  // Reports every fault, not the first. A graph with faults cannot be had.
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

  // Revisions that no other names as parent, by id; of one service where `service` is not empty.
  std::vector<Index> Heads(std::string_view service = {}) const;
  // Revisions without parents, likewise.
  std::vector<Index> Bases(std::string_view service = {}) const;
  bool HasService(std::string_view service) const;
  std::vector<std::string> Services() const;  // sorted

 private:
  std::vector<RevisionNode> nodes_;
  std::unordered_map<RevisionId, Index> by_id_;
  std::vector<std::vector<Index>> parents_, children_, needs_, needed_by_;
  std::vector<Index> order_;
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
