#pragma once

// What the commands that list revisions share: the target's state where it is asked for, and the
// choice between one line and the verbose entry.

#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"
#include "cli/render/views.h"
#include "project/project.h"

namespace housewright::cli {

// One line each, or the verbose entries with --verbose.
void PrintRevisions(Context& context, const std::vector<RevisionView>& views,
                    std::string (*line)(const RevisionView&));

// Applied revisions that no applied revision follows, in the order of their ids: `current`.
CurrentSet CurrentOf(const revision::RevisionGraph& graph, const revision::AppliedState& applied);

// Opens the target and reads its journal.
Outcome<revision::AppliedState> ReadApplied(Context& context, const project::Project& project);

bool NamesCurrent(std::string_view target);

}  // namespace housewright::cli
