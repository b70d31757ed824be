#pragma once

// What keeps a plan from being made beside the target grammar: sources that changed under an
// applied revision, revisions that are half-way, parts that cannot be undone.

#include <optional>
#include <span>
#include <vector>

#include "plan/plan.h"

namespace housewright::plan {

// Applied revisions, nothing of which is half-way, whose source has changed: errors where they are
// released or in `downgraded`, warnings otherwise. By id.
Diagnostics CheckAppliedSources(const project::Project& project,
                                const revision::AppliedState& applied,
                                std::span<const revision::RevisionGraph::Index> downgraded);

// A revision half-way in the direction against the plan's.
std::optional<Diagnostic> CheckDirection(const project::RevisionFile& file,
                                         const revision::RevisionGraph& graph,
                                         const revision::Progress& progress, Direction direction);

// A downgrade part that says `irreversible`.
std::optional<Diagnostic> CheckReversible(const project::RevisionFile& file);

// The statements that are done already must be those that the source has now; the others may be
// other ones than when it began, more or fewer.
std::optional<Diagnostic> CheckResume(const project::RevisionFile& file,
                                      const revision::RevisionGraph& graph,
                                      const revision::Progress& progress,
                                      const std::vector<project::RenderedStatement>& statements);

}  // namespace housewright::plan
