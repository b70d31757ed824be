#include "revision/applied_view.h"

namespace housewright::revision {

AppliedView::AppliedView(const RevisionGraph& graph, const AppliedState& applied)
    : applied_(graph.size()), complete_(graph.size()), present_(graph.size()) {
  // Both are in the order of ids: one pass over them side by side finds what ten thousand look-ups
  // would.
  RevisionGraph::Index index = 0;
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

}  // namespace housewright::revision
