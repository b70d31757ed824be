#include "project/replacements.h"

#include <algorithm>
#include <utility>

namespace housewright::project {
namespace {

bool IsComplete(const revision::AppliedState& applied, const revision::RevisionId& id) {
  const auto state = applied.revisions.find(id);
  return state != applied.revisions.end() && state->second.applied && !state->second.progress;
}

bool HasAll(const revision::AppliedState& applied, const RevisionFile& file) {
  return std::ranges::all_of(file.replaces, [&applied](const revision::RevisionId& id) {
    return IsComplete(applied, id);
  });
}

bool HasAny(const revision::AppliedState& applied, const RevisionFile& file) {
  return std::ranges::any_of(file.replaces, [&applied](const revision::RevisionId& id) {
    const auto state = applied.revisions.find(id);
    return state != applied.revisions.end() && (state->second.applied || state->second.progress);
  });
}

// Where all that it replaces is applied.
revision::RevisionState StateByReplaced(const revision::AppliedState& applied,
                                        const RevisionFile& file) {
  revision::RevisionState state = applied.revisions.at(file.replaces.back());
  const auto own = applied.revisions.find(file.id);
  if (own != applied.revisions.end() && own->second.progress) {
    state = own->second;
  } else {
    state.revision_hash = file.hash.ToHex();
    state.service = file.service;
    if (own != applied.revisions.end()) state.last_error = own->second.last_error;
  }
  state.applied = true;
  state.applied_by = file.replaces;
  return state;
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
    const auto own = applied.revisions.find(file.id);
    const bool is_there = own != applied.revisions.end();
    const bool has_own_stand = is_there && (own->second.completed || own->second.applied);
    if (!has_own_stand && HasAll(applied, file)) {
      revision::RevisionState state = StateByReplaced(applied, file);
      applied.revisions.insert_or_assign(file.id, std::move(state));
    } else if (!has_own_stand && !(is_there && own->second.progress)) {
      // Of entries of its own there are at most failures.
      if (is_there && HasAny(applied, file)) applied.revisions.erase(own);
      continue;
    }
    for (const revision::RevisionId& id : file.replaces) applied.revisions.erase(id);
  }
  return applied;
}

}  // namespace housewright::project
