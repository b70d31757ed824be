#pragma once

// --all-targets: one command on each target of the configuration, in the order of the file.

#include <functional>
#include <string>

#include "cli/context.h"
#include "cli/outcome.h"

namespace housewright::cli {

// Calls `run` with each target's name and answers the exit code of all: that of the first that
// failed, at which it stops; otherwise the highest. Texts get a heading for each target; JSON is
// one document that holds those of all. `run` prints its own failure and answers its exit code.
Outcome<int> RunOnAllTargets(Context& context, const std::string& command,
                             const std::function<int(const std::string& target)>& run);

}  // namespace housewright::cli
