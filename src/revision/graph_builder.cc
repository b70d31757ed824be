#include "revision/graph_builder.h"

#include <algorithm>
#include <functional>
#include <queue>
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
  const std::size_t size = graph_.nodes_.size();
  graph_.by_id_.reserve(size);
  graph_.parents_.resize(size);
  graph_.children_.resize(size);
  graph_.needs_.resize(size);
  graph_.needed_by_.resize(size);
  for (Index index = 0; index < size; ++index) {
    const RevisionNode& node = graph_.nodes_[index];
    graph_.by_id_.emplace(node.id, index);
    graph_.by_service_[node.service].push_back(index);
    for (const std::string& label : node.labels) graph_.by_label_[label].push_back(index);
  }
}

void RevisionGraph::Builder::AddFault(Fault kind, const RevisionId& member, std::string name) {
  faults_.push_back({kind, {member}, std::move(name)});
}

void RevisionGraph::Builder::Link(Index index, Index needed, bool is_parent) {
  if (index == needed) {
    const RevisionId& id = graph_.nodes_[index].id;
    const bool is_reported = !faults_.empty() && faults_.back().kind == Fault::kSelfLoop &&
                             faults_.back().members.front() == id;
    if (!is_reported) AddFault(Fault::kSelfLoop, id);
    return;
  }
  const auto add = [](std::vector<Index>& to, Index value) {
    if (std::ranges::find(to, value) != to.end()) return false;
    to.push_back(value);
    return true;
  };
  if (is_parent && add(graph_.parents_[index], needed)) graph_.children_[needed].push_back(index);
  if (add(graph_.needs_[index], needed)) graph_.needed_by_[needed].push_back(index);
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

// Needs all parents to be linked, because the heads of a branch follow from them.
const std::vector<RevisionGraph::Index>* RevisionGraph::Builder::HeadsOf(
    const std::string& branch) {
  if (!graph_.HasBranch(branch)) return nullptr;
  const auto it = heads_of_branch_.find(branch);
  if (it != heads_of_branch_.end()) return &it->second;
  return &heads_of_branch_.emplace(branch, graph_.Heads(branch)).first->second;
}

void RevisionGraph::Builder::LinkDependencies(Index index) {
  const RevisionNode& node = graph_.nodes_[index];
  for (const std::string& dependency : node.depends_on) {
    if (const auto found = graph_.Find(RevisionId(dependency))) {
      Link(index, *found, false);
    } else if (const std::vector<Index>* const heads = HeadsOf(dependency)) {
      for (const Index head : *heads) Link(index, head, false);
    } else {
      AddFault(Fault::kMissingDependency, node.id, dependency);
    }
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
  if (graph_.order_.size() == size) return;
  for (const std::vector<Index>& cycle : FindCycles(graph_.needs_)) {
    GraphFault fault{Fault::kCycle, {}, {}};
    for (const Index index : cycle) fault.members.push_back(graph_.nodes_[index].id);
    faults_.push_back(std::move(fault));
  }
}

std::expected<RevisionGraph, std::vector<GraphFault>> RevisionGraph::Builder::Build() && {
  const auto size = static_cast<Index>(graph_.nodes_.size());
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
