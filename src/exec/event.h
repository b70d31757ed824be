#pragma once

// What happens during a run, as typed events. src/cli/render draws them; the core never prints.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/error.h"
#include "db/session.h"
#include "exec/mutation_watch.h"
#include "exec/unit.h"
#include "plan/plan.h"

namespace housewright::exec {

struct RunStarted {
  std::string run_id;
  std::size_t steps = 0;
  std::size_t statements = 0;
};
struct StepStarted {
  const plan::PlannedStep* step = nullptr;
  std::size_t number = 0, of = 0;
};
struct StatementStarted {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
  std::string query_id;
  std::optional<Chunk> chunk = {};  // the part of the statement that is sent
};
struct ChunkDone {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
  std::string partition;
  std::uint32_t number = 0, of = 0;
  std::chrono::milliseconds elapsed{0};
};
struct StatementProgress {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
  db::Progress progress;
};
// How far the mutation of the last statement is that was started or is waited for. Like
// MutationFailing it may come from another thread than the others, but never at the same time as
// one of them.
struct MutationProgress {
  MutationView mutation;
};
// The server says that it fails, and goes on trying.
struct MutationFailing {
  std::string text;
  std::string advice;
};
struct StatementDone {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
  std::chrono::milliseconds elapsed{0};
};
struct StatementFailed {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
  const Error* error;
};
struct StatementLeftOut {
  const plan::PlannedStep* step;
  const plan::PlannedStatement* statement;
};
// A statement of an earlier run goes on.
struct WaitingStarted {
  std::string statement;  // "statement 2 of 3 of revision 0004 (upgrade)"
  std::string evidence;   // "system.processes shows it running"
};
// A retry or a probe, with a line that says why.
struct Note {
  std::string text;
};
struct StepDone {
  const plan::PlannedStep* step;
  std::chrono::milliseconds elapsed{0};
};
struct RunDone {
  std::size_t steps = 0, statements = 0, left_out = 0;
  std::chrono::milliseconds elapsed{0};
};

using Event =
    std::variant<RunStarted, StepStarted, StatementStarted, StatementProgress, MutationProgress,
                 MutationFailing, ChunkDone, StatementDone, StatementFailed, StatementLeftOut,
                 WaitingStarted, Note, StepDone, RunDone>;
using Observer = std::function<void(const Event&)>;

}  // namespace housewright::exec
