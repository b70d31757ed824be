#pragma once

// What is said while a plan runs: one status line that is redrawn on a terminal; elsewhere one line
// per statement, and one each minute while a mutation runs.

#include <chrono>
#include <string>

#include "base/clock.h"
#include "cli/talk.h"
#include "exec/event.h"

namespace housewright::cli {

class ProgressRenderer {
 public:
  ProgressRenderer(Talk& talk, const Clock& clock) : talk_(talk), clock_(clock) {}

  void Handle(const exec::Event& event);

 private:
  void On(const exec::RunStarted& event);
  void On(const exec::StepStarted& event);
  void On(const exec::StatementStarted& event);
  void On(const exec::StatementProgress& event);
  void On(const exec::MutationProgress& event);
  void On(const exec::MutationFailing& event);
  void On(const exec::ChunkDone& event);
  void On(const exec::StatementDone& event);
  void On(const exec::StatementFailed& event);
  void On(const exec::StatementLeftOut& event);
  void On(const exec::WaitingStarted& event);
  void On(const exec::Note& event);
  void On(const exec::StepDone& event);
  void On(const exec::RunDone& event);
  void DrawStatus(const std::string& how_far);

  Talk& talk_;
  const Clock& clock_;
  std::size_t step_number_ = 0, step_count_ = 0;
  std::size_t statements_done_ = 0, statement_count_ = 0;
  std::size_t step_statements_ = 0;
  std::string statement_line_;  // of what is sent or waited for
  std::chrono::milliseconds statement_began_{0};
  std::chrono::milliseconds last_drawn_{0};
  std::chrono::milliseconds last_said_{0};
  std::string last_said_of_;  // with --verbose each change is said
};

// "1.2 M of 3.4 M rows, 45.0 MB, 1.1 M rows/s, 2.0 s left"; empty where nothing is known yet.
std::string ProgressText(const db::Progress& progress, std::chrono::milliseconds elapsed);
// "mutation_7.txt: 3 of 12 parts, 0.5 parts/s, about 18.0 s left"; "behind 2 older mutations".
std::string MutationText(const exec::MutationView& mutation);

}  // namespace housewright::cli
