#pragma once

// A plan laid out flat: what an executor does one after the other, across steps.

#include <cstddef>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace housewright::exec {

// One statement, or a step that has none to run.
struct Unit {
  const plan::PlannedStep* step = nullptr;
  std::size_t step_number = 0;                        // 1-based
  const plan::PlannedStatement* statement = nullptr;  // null: a step without statements
  bool first_of_step = false;
  bool last_of_step = false;
  std::size_t bootstrap_number = 0;  // 1-based among bootstrap steps; 0 for others

  bool is_bootstrap() const { return step->kind == plan::StepKind::kBootstrap; }
  // False for what is only written to the journal.
  bool is_sent() const { return statement != nullptr && !statement->left_out; }
};

std::vector<Unit> LayOut(const plan::Plan& plan);

// `hw-<run>-<revision, or b<n> for bootstrap>-<u|d|b>-<index>-<try>`.
std::string QueryId(const std::string& run_id, const Unit& unit, int attempt);
// Without `hw-<run>-`.
std::string QueryIdTail(const Unit& unit, int attempt);
std::string DirectionOf(const plan::PlannedStep& step);  // "upgrade", "downgrade", "bootstrap"
// "statement 2 of 6 of revision 0007", "statement 1 of 3 of bootstrap/0001_users.sql".
std::string DisplayName(const Unit& unit);
// Where the statement stands in its file, with its first line as it is sent, secrets masked.
SourceExcerpt WhereOf(const project::RenderedStatement& statement);

}  // namespace housewright::exec
