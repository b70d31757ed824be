#pragma once

// The Io of the real program: process streams, environment, file system, clock, signals.

#include "cli/io.h"

namespace housewright::cli {

// `files` and `clock` must outlive the answer.
Io MakeRealIo(FileSystem& files, Clock& clock);

}  // namespace housewright::cli
