#include "revision/applied_view.h"

#include <algorithm>

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;

template <class Above>
std::vector<Index> WithoutMemberAbove(const RevisionSet& set, Above above) {
  std::vector<Index> found = set.Members();
  std::erase_if(found, [&](Index index) {
    return std::ranges::any_of(above(index), [&](Index other) { return set.Contains(other); });
  });
  return found;
}

}  // namespace

AppliedView::AppliedView(const RevisionGraph& graph, const AppliedState& applied)
    : graph_(&graph), applied_(graph.size()), complete_(graph.size()), present_(graph.size()) {
  // Both are in the order of ids: one pass over them side by side finds what ten thousand look-ups
  // would.
  Index index = 0;
  for (const auto& [id, state] : applied.revisions) {
    if (!state.applied && !state.progress) continue;
    while (index < graph.size() && graph.node(index).id < id) ++index;
    if (index == graph.size() || graph.node(index).id != id) {
      unknown_.push_back(id);
      continue;
    }
    present_.Insert(index);
    if (state.applied) applied_.Insert(index);
    if (state.applied && !state.progress) complete_.Insert(index);
  }
}

RevisionSet AppliedView::CompleteWithAllNeeded() const {
  RevisionSet found(graph_->size());
  for (const Index index : graph_->TopologicalOrder()) {
    const bool has_needed = std::ranges::all_of(
        graph_->Needs(index), [&](Index needed) { return found.Contains(needed); });
    if (complete_.Contains(index) && has_needed) found.Insert(index);
  }
  return found;
}

std::vector<Index> MaximalOf(const RevisionGraph& graph, const RevisionSet& set) {
  return WithoutMemberAbove(set, [&](Index index) { return graph.NeededBy(index); });
}

std::vector<Index> LineTips(const RevisionGraph& graph, const RevisionSet& set) {
  return WithoutMemberAbove(set, [&](Index index) { return graph.Children(index); });
}

}  // namespace housewright::revision
