#pragma once

// The real ProgramRunner of Io: posix_spawn, no shell.

#include "cli/io.h"

namespace housewright::cli {

Result<int> RunProgram(const ProgramCall& call);

}  // namespace housewright::cli
