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

// The state in the words of this project: a revision of which the journal does not speak counts as
// applied where all that it replaces is applied, and nothing of it is half-way; replaced ids are
// then not mentioned any more. A state that has some of them keeps them.
revision::AppliedState WithReplacements(const Project& project, revision::AppliedState applied);

}  // namespace housewright::project
