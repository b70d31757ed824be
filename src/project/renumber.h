#pragma once

// New ids for revisions that are not released: what two branches of version control both took, or
// what a person names. Files, headers, parents and dependencies change together.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "project/project.h"
#include "project/revision_loader.h"

namespace housewright::project {

struct NewText {
  std::string path;  // relative to the project's root
  std::string text;
};

// A revision that gets another id, and so another file name.
struct RenumberedFile {
  revision::RevisionId from, to;
  std::string service;
  std::string path, new_path;
  std::string text, new_text;
};
// A file that keeps its id and names one that changed.
struct FollowingFile {
  revision::RevisionId id;
  std::string path;
  std::string text, new_text;
  std::vector<std::pair<revision::RevisionId, revision::RevisionId>> changed;  // in its header
};
struct RenumberPlan {
  std::vector<RenumberedFile> renumbered;
  std::vector<FollowingFile> following;
  bool empty() const { return renumbered.empty(); }
};

// Everything that a plan is made of. Duplicate ids are no fault here.
struct RenumberSources {
  Config config;
  LoadedRevisions revisions;
  std::vector<BootstrapFile> bootstrap;
  Released released;
};

// `named`: ids, or paths relative to the project's root; empty: one file of each id that two have.
// Of files with one id those stay that are released, or were created first. Files that are named
// belong together: where one of them names an id that two files have, it means the one that is
// named.
// kConflict for a released revision, and where nobody can tell which of two files a third one
// means; kNotFound for a name that is none.
Result<RenumberPlan> PlanRenumber(const RenumberSources& sources,
                                  const std::vector<std::string>& named);

// Writes the new files, changes the following ones, and removes the old ones, in this order. Where
// one of these fails, what was done is taken back; the error says what is true then.
Result<void> ApplyRenumber(FileSystem& files, const Config& config, const RenumberPlan& plan);

// A time as `-- created:` has it, in seconds; absent where it is none.
std::optional<std::int64_t> ParseCreated(std::string_view text);

}  // namespace housewright::project
