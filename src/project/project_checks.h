#pragma once

// The offline checks that look at more than one file. Each reports all that it finds.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "project/project.h"
#include "project/revision_loader.h"

namespace housewright::project {

// check_ids.cc: duplicate-id and gap. What is missing before a released revision is history: nobody
// can add it any more.
void CheckIds(const LoadedRevisions& revisions, const std::vector<BootstrapFile>& bootstrap,
              const Released& released, Diagnostics& diagnostics);
// The id that a new revision would get: one more than the highest where all ids are numbers.
std::optional<std::string> NextFreeId(const std::vector<RevisionFile>& files);

// check_graph.cc: missing-parent, missing-dependency, cycle, cross-service, multiple-heads. Absent
// where the graph has faults.
std::optional<revision::RevisionGraph> BuildGraph(const LoadedRevisions& revisions,
                                                  Diagnostics& diagnostics);
// Rule replaced-id: a replaced id that is there, or is replaced twice.
void CheckReplaces(const std::vector<RevisionFile>& files, Diagnostics& diagnostics);
void CheckHeads(const revision::RevisionGraph& graph, const Project& project,
                Diagnostics& diagnostics);

// check_released.cc: reads released.toml; released-edited and released-missing.
Released LoadReleased(const FileSystem& files, const Config& config,
                      const LoadedRevisions& revisions, Diagnostics& diagnostics);

// The file of `id` in files that are sorted by id; null where there is none.
const RevisionFile* FindFile(const std::vector<RevisionFile>& files,
                             const revision::RevisionId& id);

}  // namespace housewright::project
