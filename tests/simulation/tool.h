#pragma once

// One process of housewright: the production code of a command, on a simulated machine.

#include <memory>
#include <optional>
#include <sstream>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/io.h"
#include "migration.h"
#include "server.h"
#include "simulated_machine.h"

namespace housewright::simulation {

struct Tool : Process {
  Tool(Scheduler& scheduler, milliseconds monotonic, milliseconds wall)
      : clock(scheduler, monotonic, wall), threads(scheduler) {}

  SimulatedClock clock;
  SimulatedThreads threads;
  // At which of its steps what happens to it; 0: never.
  int killed_at = 0, frozen_at = 0, stopped_at = 0, jumps_at = 0;
  milliseconds frozen_for{0}, jumps_by{0};
  bool dies_on_this_machine = false;  // the others see that its process is gone
  std::stop_source stop, abort;
  std::ostringstream out, err;
  std::optional<Result<void>> outcome;  // nothing: it was killed

  cli::Io MakeIo(Server& server, const Migration& migration);
};

// `housewright upgrade --wait lock_wait`, on the running task.
void Upgrade(Tool& tool, Server& server, const Migration& migration,
             std::chrono::seconds lock_wait);
// Any command, as typed; its exit code.
int RunCommand(Tool& tool, Server& server, const Migration& migration,
               const std::vector<std::string>& arguments);

}  // namespace housewright::simulation
