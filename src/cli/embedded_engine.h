#pragma once

// Starting the embedded engine, as a target or to be thrown away.

#include <memory>
#include <string>
#include <vector>

#include "cli/context.h"
#include "engine/engine.h"
#include "project/project.h"

namespace housewright::cli {

// With the parts that the project, the environment or the installation name. `data_path` empty: a
// temporary folder.
Result<std::unique_ptr<engine::Engine>> StartEmbedded(Context& context,
                                                      const project::Project& project,
                                                      std::string data_path,
                                                      std::vector<engine::EngineUser> users);

}  // namespace housewright::cli
