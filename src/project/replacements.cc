#include "project/replacements.h"

#include <algorithm>
#include <utility>

namespace housewright::project {
namespace {

bool IsComplete(const revision::AppliedState& applied, const revision::RevisionId& id) {
  const auto state = applied.revisions.find(id);
  return state != applied.revisions.end() && state->second.applied && !state->second.progress;
}

}  // namespace

std::map<revision::RevisionId, revision::RevisionId> ReplacedIds(
    const std::vector<RevisionFile>& files) {
  std::map<revision::RevisionId, revision::RevisionId> replaced;
  for (const RevisionFile& file : files) {
    for (const revision::RevisionId& id : file.replaces) replaced.emplace(id, file.id);
  }
  return replaced;
}

revision::AppliedState WithReplacements(const Project& project, revision::AppliedState applied) {
  for (const RevisionFile& file : project.revisions) {
    if (file.replaces.empty()) continue;
    const bool is_known = applied.revisions.contains(file.id);
    const bool has_all = std::ranges::all_of(
        file.replaces,
        [&applied](const revision::RevisionId& id) { return IsComplete(applied, id); });
    if (!is_known && !has_all) continue;
    if (!is_known) {
      revision::RevisionState state = applied.revisions.at(file.replaces.back());
      state.revision_hash = file.hash.ToHex();
      state.service = file.service;
      applied.revisions.emplace(file.id, std::move(state));
    }
    for (const revision::RevisionId& id : file.replaces) applied.revisions.erase(id);
  }
  return applied;
}

}  // namespace housewright::project
