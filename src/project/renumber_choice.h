#pragma once

// Which files PlanRenumber() gives new ids.

#include <string>
#include <vector>

#include "project/renumber.h"

namespace housewright::project {

struct RenumberChoice {
  std::vector<const RevisionFile*> files;  // by id, the older first
  bool by_file = false;                    // a person named files: they belong together
};
Result<RenumberChoice> ChooseFiles(const RenumberSources& sources,
                                   const std::vector<std::string>& named);

// Whether it is this very file that was released, where several have its id.
bool IsReleased(const RenumberSources& sources, const RevisionFile& file);
std::vector<const RevisionFile*> FilesOf(const RenumberSources& sources, std::string_view id);
bool Contains(const std::vector<const RevisionFile*>& files, const RevisionFile* file);

}  // namespace housewright::project
