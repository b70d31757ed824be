#include "revision/applied_view.h"

namespace housewright::revision {

AppliedView::AppliedView(const RevisionGraph& graph, const AppliedState& applied)
    : applied_(graph.size()), complete_(graph.size()), present_(graph.size()) {
  for (const auto& [id, state] : applied.revisions) {
    if (!state.applied && !state.progress) continue;
    const auto index = graph.Find(id);
    if (!index) {
      unknown_.push_back(id);
      continue;
    }
    present_.Insert(*index);
    if (state.applied) applied_.Insert(*index);
    if (state.applied && !state.progress) complete_.Insert(*index);
  }
}

}  // namespace housewright::revision
