#pragma once

// SIGINT and SIGTERM as stop tokens.

#include "cli/io.h"

namespace housewright::cli {

// Blocks both signals in the calling thread and in those that it starts meanwhile, waits for them
// on a thread of its own, and puts everything back when it goes. The embedded engine has a session
// of its own: a Ctrl-C in the terminal does not end it under a running statement.
std::unique_ptr<SignalScope> CatchSignals(std::function<void(int count)> told);

}  // namespace housewright::cli
