#pragma once

// What a new revision may follow and depend on.

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "revision/graph.h"

namespace housewright::revision {

// The parents that the targets of `--head` name: none for base, several for a merge. Without
// `splice` each must be a head, since a revision on another one makes a new branch. Errors as for
// ResolveRevisions, and kInvalidInput for a parent named twice, or a parent that is no head.
Result<std::vector<RevisionGraph::Index>> ResolveNewParents(const RevisionGraph& graph,
                                                            std::span<const std::string> targets,
                                                            bool splice);

// The dependencies as they should be written: whole ids; a label or service stays as it is, since
// it means one revision.
Result<std::vector<std::string>> ResolveNewDependencies(const RevisionGraph& graph,
                                                        std::span<const std::string> names);

}  // namespace housewright::revision
