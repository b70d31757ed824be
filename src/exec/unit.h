#pragma once

// A plan laid out flat: what an executor does one after the other, across steps.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace housewright::exec {

// One chunk of a statement that is run by the partitions of a table.
struct Chunk {
  std::string partition;             // its id
  std::uint32_t number = 0, of = 0;  // 1-based; of those that there were when it was begun
  sql::ObjectName source;
};

// One statement, or a step that has none to run.
struct Unit {
  const plan::PlannedStep* step = nullptr;
  std::size_t step_number = 0;                        // 1-based
  const plan::PlannedStatement* statement = nullptr;  // null: a step without statements
  bool first_of_step = false;
  bool last_of_step = false;
  std::size_t bootstrap_number = 0;  // 1-based among bootstrap steps; 0 for others
  std::optional<Chunk> chunk = {};   // the one that is being run

  bool is_bootstrap() const { return step->kind == plan::StepKind::kBootstrap; }
  // False for what is only written to the journal.
  bool is_sent() const { return statement != nullptr && !statement->left_out; }
};

std::vector<Unit> LayOut(const plan::Plan& plan);

// `hw-<run>-<revision, or b<n> for bootstrap>-<u|d|b>-<index>-<try>`, of a chunk `-c<number>`
// behind it.
std::string QueryId(const std::string& run_id, const Unit& unit, int attempt);
// Without `hw-<run>-`.
std::string QueryIdTail(const Unit& unit, int attempt);
std::string DirectionOf(const plan::PlannedStep& step);  // "upgrade", "downgrade", "bootstrap"
// "statement 2 of 6 of revision 0007", "statement 1 of 3 of bootstrap/0001_users.sql", "chunk
// 202401 (3 of 12) of statement 2 of 6 of revision 0007".
std::string DisplayName(const Unit& unit);
std::string ChunkName(const std::string& partition, std::uint32_t number, std::uint32_t of);
// Where the statement stands in its file, with its first line as it is sent, secrets masked.
SourceExcerpt WhereOf(const project::RenderedStatement& statement);

}  // namespace housewright::exec
