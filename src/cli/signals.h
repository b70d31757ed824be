#pragma once

// SIGINT and SIGTERM as stop tokens.

#include "cli/io.h"

namespace housewright::cli {

// Blocks both signals in the calling thread, waits for them on a thread of its own, and puts
// everything back when it goes. Children that are started meanwhile inherit the blocked signals, so
// that a Ctrl-C in the terminal does not end the embedded engine under a running statement.
std::unique_ptr<SignalScope> CatchSignals(std::function<void(int count)> told);

}  // namespace housewright::cli
