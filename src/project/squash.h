#pragma once

// One revision in place of a run of them. Pure.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "project/project.h"
#include "revision/applied_state.h"

namespace housewright::project {

// Revisions of one service that follow each other, and what the one that replaces them takes over.
struct SquashRun {
  std::vector<revision::RevisionGraph::Index> revisions;  // in order, at least two
  revision::RevisionSet before;                           // what they need, themselves not included
  std::vector<revision::RevisionId> parents;              // of the first
  std::vector<std::string> depends_on;                    // of any of them, on others
  std::vector<std::string> labels;

  const std::string& ServiceOf(const Project& project) const;
};

// FIRST:LAST, both included; FIRST may be left out, or base, for the first of the service.
// kInvalidInput for one revision alone, for a line that joins or branches within it, and where
// another revision comes between two of them.
Result<SquashRun> FindSquashRun(const Project& project, std::string_view range);

// The project with `baseline` in place of what it replaces; the replaced files are in `squashed`
// then.
std::expected<Project, Diagnostics> WithBaseline(const Project& project, RevisionFile baseline);

// For a state that stands among the revisions that one replaces: the project with them, from
// `squashed`, in its place. Nothing where no revision is concerned or a file is gone.
std::optional<Project> ForStateAmongReplaced(const Project& project,
                                             const revision::AppliedState& applied);

}  // namespace housewright::project
