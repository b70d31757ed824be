#pragma once

// Reads and checks the files of the bootstrap directory.

#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "project/config.h"
#include "project/project.h"

namespace housewright::project {

// In the order of their names, which is the order in which they run. A directory that is not there
// is a finding only where the configuration names it.
std::vector<BootstrapFile> LoadBootstrap(const FileSystem& files, const Config& config,
                                         Diagnostics& diagnostics);

}  // namespace housewright::project
