#include "revision/graph_builder.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <set>
#include <tuple>

#include "revision/cycles.h"

namespace housewright::revision {

RevisionGraph::Builder::Builder(std::vector<RevisionNode> nodes) {
  DropDuplicates(std::move(nodes));
  IndexNodes();
}

// By id, so that nothing depends on the order in which the files were read.
void RevisionGraph::Builder::DropDuplicates(std::vector<RevisionNode> nodes) {
  const auto is_before = [](const RevisionNode& a, const RevisionNode& b) {
    return std::tie(a.id, a.service, a.parents) < std::tie(b.id, b.service, b.parents);
  };
  if (!std::ranges::is_sorted(nodes, is_before)) std::ranges::sort(nodes, is_before);
  graph_.nodes_.reserve(nodes.size());
  for (RevisionNode& node : nodes) {
    if (graph_.nodes_.empty() || graph_.nodes_.back().id != node.id) {
      graph_.nodes_.push_back(std::move(node));
      continue;
    }
    const bool is_reported = !faults_.empty() && faults_.back().members.front() == node.id;
    if (!is_reported) AddFault(Fault::kDuplicateId, node.id);
  }
}

void RevisionGraph::Builder::IndexNodes() {
  constexpr Index kNobody = std::numeric_limits<Index>::max();
  const std::size_t size = graph_.nodes_.size();
  graph_.by_id_.reserve(size);
  for (auto* const edges :
       {&graph_.parents_, &graph_.children_, &graph_.needs_, &graph_.needed_by_}) {
    edges->resize(size);
  }
  last_child_.assign(size, kNobody);
  last_dependent_.assign(size, kNobody);
  for (Index index = 0; index < size; ++index) {
    const RevisionNode& node = graph_.nodes_[index];
    graph_.by_id_.emplace(node.id, index);
    graph_.by_service_[node.service].push_back(index);
    for (const std::string& label : node.labels) graph_.by_label_.emplace(label, index);
  }
}

void RevisionGraph::Builder::AddFault(Fault kind, const RevisionId& member, std::string name) {
  faults_.push_back({.kind = kind, .members = {member}, .name = std::move(name)});
}

// A name before an @ or in depends_on must stand for one thing.
void RevisionGraph::Builder::CheckNames() {
  std::map<std::string, std::set<RevisionId>, std::less<>> owners;
  for (const RevisionNode& node : graph_.nodes_) {
    if (IsReservedWord(node.id.text())) AddFault(Fault::kReservedName, node.id, node.id.text());
    for (const std::string& label : node.labels) {
      owners[label].insert(node.id);
      if (IsReservedWord(label)) AddFault(Fault::kReservedName, node.id, label);
    }
  }
  for (auto& [label, members] : owners) {
    if (const RevisionId id(label); graph_.Find(id)) members.insert(id);
    const bool is_id_too = members.contains(RevisionId(label));
    if (members.size() == 1 && !is_id_too && !graph_.HasService(label)) continue;
    faults_.push_back({.kind = Fault::kLabelTaken,
                       .members = std::vector<RevisionId>(members.begin(), members.end()),
                       .name = label});
  }
}

void RevisionGraph::Builder::Link(Index index, Index needed, bool is_parent) {
  if (index == needed) {
    const RevisionId& id = graph_.nodes_[index].id;
    const bool is_reported = !faults_.empty() && faults_.back().kind == Fault::kSelfLoop &&
                             faults_.back().members.front() == id;
    if (is_reported) return;
    AddFault(Fault::kSelfLoop, id);
    faults_.back().through_dependency = !is_parent;
    return;
  }
  if (is_parent && last_child_[needed] != index) {
    last_child_[needed] = index;
    graph_.parents_[index].push_back(needed);
    graph_.children_[needed].push_back(index);
  }
  if (last_dependent_[needed] != index) {
    last_dependent_[needed] = index;
    graph_.needs_[index].push_back(needed);
    graph_.needed_by_[needed].push_back(index);
  }
}

void RevisionGraph::Builder::LinkParents(Index index) {
  const RevisionNode& node = graph_.nodes_[index];
  for (const RevisionId& parent : node.parents) {
    if (const auto found = graph_.Find(parent)) {
      Link(index, *found, true);
    } else {
      AddFault(Fault::kMissingParent, node.id, parent.text());
    }
  }
}

// Needs all parents to be linked: the first revisions of a service follow from them.
void RevisionGraph::Builder::LinkDependencies(Index index) {
  for (const Index parent : graph_.needs_[index]) last_dependent_[parent] = index;
  const RevisionNode& node = graph_.nodes_[index];
  for (const std::string& dependency : node.depends_on) {
    if (const auto found = graph_.Find(RevisionId(dependency))) {
      Link(index, *found, false);
      continue;
    }
    if (const auto labelled = graph_.Labelled(dependency)) {
      Link(index, *labelled, false);
      continue;
    }
    if (!graph_.HasService(dependency)) {
      AddFault(Fault::kMissingDependency, node.id, dependency);
      continue;
    }
    const auto [bases, is_new] = bases_of_service_.try_emplace(dependency);
    if (is_new) bases->second = graph_.Bases(dependency);
    if (bases->second.size() == 1) {
      Link(index, bases->second.front(), false);
    } else if (bases->second.size() > 1) {
      AddFault(Fault::kAmbiguousDependency, node.id, dependency);
    }  // a service without a first revision is a cycle, and reported as such
  }
}

// Kahn's algorithm; the smallest index that is ready is the smallest id.
void RevisionGraph::Builder::OrderNodes() {
  const std::size_t size = graph_.nodes_.size();
  std::vector<std::size_t> missing(size);
  std::priority_queue<Index, std::vector<Index>, std::greater<>> ready;
  for (Index index = 0; index < size; ++index) {
    missing[index] = graph_.needs_[index].size();
    if (missing[index] == 0) ready.push(index);
  }
  graph_.order_.reserve(size);
  while (!ready.empty()) {
    const Index index = ready.top();
    ready.pop();
    graph_.order_.push_back(index);
    for (const Index dependent : graph_.needed_by_[index]) {
      if (--missing[dependent] == 0) ready.push(dependent);
    }
  }
  if (graph_.order_.size() != size) FindCyclesOfGraph();
}

void RevisionGraph::Builder::FindCyclesOfGraph() {
  for (const std::vector<Index>& cycle : FindCycles(graph_.needs_, graph_.parents_)) {
    GraphFault fault{.kind = Fault::kCycle, .members = {}, .name = {}};
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      fault.members.push_back(graph_.nodes_[cycle[i]].id);
      const Index next = cycle[(i + 1) % cycle.size()];
      const auto& parents = graph_.parents_[cycle[i]];
      if (std::ranges::find(parents, next) == parents.end()) fault.through_dependency = true;
    }
    faults_.push_back(std::move(fault));
  }
}

std::expected<RevisionGraph, std::vector<GraphFault>> RevisionGraph::Builder::Build() && {
  const auto size = static_cast<Index>(graph_.nodes_.size());
  CheckNames();
  for (Index index = 0; index < size; ++index) LinkParents(index);
  for (Index index = 0; index < size; ++index) LinkDependencies(index);
  OrderNodes();
  if (faults_.empty()) return std::move(graph_);
  std::ranges::sort(faults_, {}, [](const GraphFault& fault) {
    return std::tie(fault.members.front(), fault.kind, fault.name);
  });
  const auto repeated = std::ranges::unique(faults_, {}, [](const GraphFault& fault) {
    return std::tie(fault.members, fault.kind, fault.name);
  });
  faults_.erase(repeated.begin(), repeated.end());
  return std::unexpected(std::move(faults_));
}

}  // namespace housewright::revision
