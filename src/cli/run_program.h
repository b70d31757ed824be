#pragma once

// Starts another program and waits for it: editors and hooks.

#include <string>
#include <vector>

#include "base/result.h"

namespace housewright::cli {

// `argv[0]` is looked for on the PATH; no shell comes between. The program has our streams, our
// environment and `directory` as its current one. Answers its exit status, 128 + N where signal N
// ended it. kNotFound where there is no such program, kIo where it cannot be started.
Result<int> RunProgram(const std::vector<std::string>& argv, const std::string& directory);

}  // namespace housewright::cli
