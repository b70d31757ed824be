#pragma once

// The graph of revisions: pure, built once from values, no I/O. An edge leads from a revision to
// what it needs first: its parents (down_revision) and its dependencies (depends_on). Everything is
// O(V+E), but for the order, which is O((V+E) log V).

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
  // Whole ids, labels or services. A label means the revision that carries it, a service its first
  // revision: what is added later changes nothing for those that are there.
  std::vector<std::string> depends_on;
  // Further branch labels, each unique among the ids, labels and services of the graph.
  std::vector<std::string> labels;
};

// A fault of the graph and the revisions it concerns, so that the caller can point at their files.
struct GraphFault {
  enum class Kind : std::uint8_t {
    kDuplicateId,        // members: the id, once
    kMissingParent,      // members: the revision; name: the parent it names
    kMissingDependency,  // members: the revision; name: the dependency
    // members: a cycle in order, each needs the next, the last needs the first; it begins with its
    // smallest id. Of cycles that share revisions one is reported, along parents where there is
    // such a one: the shortest through its smallest id.
    kCycle,
    kSelfLoop,  // members: the revision
    // members: the revision; name: the service, which has several first revisions.
    kAmbiguousDependency,
    // members: the revisions that `name` would stand for, as their label or their id, by id; one
    // member where it is the name of a service as well.
    kLabelTaken,
    kReservedName,  // members: the revision; name: its id or label, a word of the target grammar
  };
  Kind kind;
  std::vector<RevisionId> members;
  std::string name;
  bool through_dependency = false;  // of a cycle or self-loop: one of its edges is a depends_on
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
  // first. Total; independent of the order in which the nodes were given; and of revisions that
  // nothing else needs: adding one does not change the order of the others, because it makes none
  // of them ready (Kahn's algorithm with a heap of ids).
  std::span<const Index> TopologicalOrder() const { return order_; }

  // Revisions that no other names as parent, by id. Where `branch`, a service or label, is not
  // empty: those of the branch that no other of the branch names as parent.
  std::vector<Index> Heads(std::string_view branch = {}) const;
  // Revisions that no other needs at all, by id.
  std::vector<Index> RealHeads() const;
  // Revisions without parents (in the branch), likewise.
  std::vector<Index> Bases(std::string_view branch = {}) const;
  // Revisions that need nothing at all, by id.
  std::vector<Index> RealBases() const;
  // The revisions of a service, or those that carry a label and their descendants, by id; empty
  // where there is no such branch.
  std::vector<Index> Branch(std::string_view branch) const;
  // The revision that carries the label.
  std::optional<Index> Labelled(std::string_view label) const;
  const std::map<std::string, Index, std::less<>>& Labels() const { return by_label_; }
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
  std::map<std::string, std::vector<Index>, std::less<>> by_service_;
  std::map<std::string, Index, std::less<>> by_label_;

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
  std::vector<RevisionGraph::Index> Members() const;  // by id
  void InsertAll(const RevisionSet& other);
  void RemoveAll(const RevisionSet& other);

 private:
  std::vector<bool> members_;
};

// `start` and all that it needs, transitively. And `start` and all that needs it.
RevisionSet WithAncestors(const RevisionGraph& graph, std::span<const RevisionGraph::Index> start);
RevisionSet WithDescendants(const RevisionGraph& graph,
                            std::span<const RevisionGraph::Index> start);
// The same along parents only, dependencies left out.
RevisionSet WithLineBelow(const RevisionGraph& graph, std::span<const RevisionGraph::Index> start);
RevisionSet WithLineAbove(const RevisionGraph& graph, std::span<const RevisionGraph::Index> start);

}  // namespace housewright::revision
