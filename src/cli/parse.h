#pragma once

// From argv to typed options. Says nothing and does nothing.

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace housewright::cli {

// `args` without the program's name. kUsage for everything that is wrong with them, with the
// nearest command or option where a word is unknown.
Result<CommandLine> ParseCommandLine(const std::vector<std::string>& args);

// Whether --format json is asked for, even where the rest of `args` cannot be parsed: the error is
// then JSON too.
bool AsksForJson(const std::vector<std::string>& args);

}  // namespace housewright::cli
