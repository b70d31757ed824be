#include "revision/graph.h"

#include <algorithm>
#include <numeric>

#include "revision/graph_builder.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;

// Everything that `next` leads to from `start`, with `start`.
template <class Next>
RevisionSet Reachable(std::size_t size, std::span<const Index> start, Next next) {
  RevisionSet reached(size);
  std::vector<Index> open;
  const auto reach = [&](Index index) {
    if (reached.Contains(index)) return;
    reached.Insert(index);
    open.push_back(index);
  };
  for (const Index index : start) reach(index);
  while (!open.empty()) {
    const Index index = open.back();
    open.pop_back();
    for (const Index neighbour : next(index)) reach(neighbour);
  }
  return reached;
}

std::vector<Index> WithoutEdges(const std::vector<std::vector<Index>>& edges) {
  std::vector<Index> found;
  for (Index index = 0; index < edges.size(); ++index) {
    if (edges[index].empty()) found.push_back(index);
  }
  return found;
}

}  // namespace

std::expected<RevisionGraph, std::vector<GraphFault>> RevisionGraph::Build(
    std::vector<RevisionNode> nodes) {
  return Builder(std::move(nodes)).Build();
}

std::optional<Index> RevisionGraph::Find(const RevisionId& id) const {
  const auto it = by_id_.find(id);
  if (it == by_id_.end()) return std::nullopt;
  return it->second;
}

std::vector<Index> RevisionGraph::Branch(std::string_view branch) const {
  const auto service = by_service_.find(branch);
  if (service != by_service_.end()) return service->second;
  const auto labelled = Labelled(branch);
  if (!labelled) return {};
  return WithLineAbove(*this, std::span(&*labelled, 1)).Members();
}

std::vector<Index> RevisionGraph::RealHeads() const { return WithoutEdges(needed_by_); }
std::vector<Index> RevisionGraph::RealBases() const { return WithoutEdges(needs_); }

std::optional<Index> RevisionGraph::Labelled(std::string_view label) const {
  const auto it = by_label_.find(label);
  if (it == by_label_.end()) return std::nullopt;
  return it->second;
}

std::vector<Index> RevisionGraph::Heads(std::string_view branch) const {
  return WithoutNeighbours(branch, children_);
}

std::vector<Index> RevisionGraph::Bases(std::string_view branch) const {
  return WithoutNeighbours(branch, parents_);
}

std::vector<Index> RevisionGraph::WithoutNeighbours(
    std::string_view branch, const std::vector<std::vector<Index>>& neighbours) const {
  const bool whole_graph = branch.empty();
  std::vector<Index> members = Branch(branch);
  if (whole_graph) {
    members.resize(size());
    std::iota(members.begin(), members.end(), Index{0});
  }
  std::vector<bool> is_member(size(), whole_graph);
  for (const Index index : members) is_member[index] = true;
  std::erase_if(members, [&](Index index) {
    return std::ranges::any_of(neighbours[index], [&](Index other) { return is_member[other]; });
  });
  return members;
}

bool RevisionGraph::HasService(std::string_view service) const {
  return by_service_.contains(service);
}

bool RevisionGraph::HasBranch(std::string_view branch) const {
  return by_service_.contains(branch) || by_label_.contains(branch);
}

std::vector<std::string> RevisionGraph::Services() const {
  std::vector<std::string> services;
  for (const auto& [service, members] : by_service_) services.push_back(service);
  return services;
}

std::size_t RevisionSet::Count() const {
  return static_cast<std::size_t>(std::ranges::count(members_, true));
}

std::vector<Index> RevisionSet::Members() const {
  std::vector<Index> members;
  for (Index index = 0; index < members_.size(); ++index) {
    if (Contains(index)) members.push_back(index);
  }
  return members;
}

void RevisionSet::InsertAll(const RevisionSet& other) {
  for (Index index = 0; index < members_.size(); ++index) {
    if (other.Contains(index)) Insert(index);
  }
}

void RevisionSet::RemoveAll(const RevisionSet& other) {
  for (Index index = 0; index < members_.size(); ++index) {
    if (other.Contains(index)) Remove(index);
  }
}

RevisionSet WithAncestors(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.Needs(index); });
}

RevisionSet WithDescendants(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.NeededBy(index); });
}

RevisionSet WithLineBelow(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.Parents(index); });
}

RevisionSet WithLineAbove(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.Children(index); });
}

}  // namespace housewright::revision
