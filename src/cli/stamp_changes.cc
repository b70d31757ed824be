#include "cli/stamp_changes.h"

#include "cli/run_flow.h"

namespace housewright::cli {

using revision::Direction;

std::vector<StampChange> StampChangesTo(const project::Project& project,
                                        const revision::AppliedState& applied,
                                        const revision::RevisionSet& wanted) {
  std::vector<StampChange> changes;
  for (const auto index : project.graph.TopologicalOrder()) {
    const project::RevisionFile& file = project.FileOf(index);
    const auto state = applied.revisions.find(file.id);
    const bool known = state != applied.revisions.end();
    const bool is_applied = known && state->second.applied;
    const bool half_way = known && state->second.progress.has_value();
    if (is_applied == wanted.Contains(index) && !half_way) continue;
    changes.push_back(
        {.id = file.id,
         .direction = wanted.Contains(index) ? Direction::kUpgrade : Direction::kDowngrade,
         .service = file.service,
         .hash = file.hash.ToHex()});
  }
  for (const std::string& id : UnknownRevisions(project, applied)) {
    const revision::RevisionId unknown(id);
    const revision::RevisionState& state = applied.revisions.at(unknown);
    changes.push_back({unknown, Direction::kDowngrade, state.service, state.revision_hash});
  }
  return changes;
}

void SetStamp(journal::Entry& entry, const StampChange& change) {
  entry.kind = journal::EntryKind::kStamp;
  entry.service = change.service;
  entry.revision = change.id.text();
  entry.direction = DirectionName(change.direction);
  entry.revision_hash = change.hash;
}

}  // namespace housewright::cli
