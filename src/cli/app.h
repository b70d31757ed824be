#pragma once

// The program: parses, runs one command, prints errors, answers the exit code.

#include <string>
#include <vector>

#include "cli/io.h"

namespace housewright::cli {

// `args` without the program's name. Throws nothing that the libraries below do not.
int Run(const std::vector<std::string>& args, Io& io);

}  // namespace housewright::cli
