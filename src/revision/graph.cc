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

std::vector<Index> Members(const RevisionSet& set, std::size_t size) {
  std::vector<Index> members;
  for (Index index = 0; index < size; ++index) {
    if (set.Contains(index)) members.push_back(index);
  }
  return members;
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
  const auto label = by_label_.find(branch);
  if (label == by_label_.end()) return {};
  const auto children = [this](Index index) { return Children(index); };
  return Members(Reachable(size(), label->second, children), size());
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

RevisionSet WithAncestors(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.Needs(index); });
}

RevisionSet WithDescendants(const RevisionGraph& graph, std::span<const Index> start) {
  return Reachable(graph.size(), start, [&](Index index) { return graph.NeededBy(index); });
}

}  // namespace housewright::revision
