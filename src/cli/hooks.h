#pragma once

// [[hooks]]: programs that are run, in the order of the file, on each revision file that a command
// has written.

#include <string>

#include "cli/context.h"
#include "cli/outcome.h"
#include "project/config.h"

namespace housewright::cli {

// `path` of the new file is relative to the project's root. Stops at the first hook that does not
// end with exit status 0; the error says so, and that the file is there.
Result<void> RunHooks(Context& context, const project::Config& config, const std::string& path);

}  // namespace housewright::cli
