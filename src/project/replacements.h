#pragma once

// Ids that are gone, and the revisions that stand for them: `-- replaces:` of a header.
// docs/reference/revision-file.md says what it means.

#include <map>
#include <vector>

#include "project/project.h"
#include "revision/applied_state.h"

namespace housewright::project {

// Each id that a revision replaces -> that revision.
std::map<revision::RevisionId, revision::RevisionId> ReplacedIds(
    const std::vector<RevisionFile>& files);

// The state in the words of this project: a revision that the journal never saw completed, in
// either direction, counts as applied where all that it replaces is applied, and nothing of that is
// half-way; replaced ids are then not mentioned any more. What was begun of it stays: a downgrade
// of it that is half-way began where it was applied. A state that has some of the replaced ids
// keeps them, and forgets a revision of which no statement took effect.
revision::AppliedState WithReplacements(const Project& project, revision::AppliedState applied);

}  // namespace housewright::project
