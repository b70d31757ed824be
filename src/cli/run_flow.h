#pragma once

// The way of every run: read the journal, plan, settle, run, say. With nothing to do it ends after
// one round trip.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/render/views.h"
#include "cli/target_connection.h"
#include "journal/journal.h"
#include "plan/plan.h"
#include "project/project.h"

namespace housewright::cli {

struct RunRequest {
  std::string command;  // for the journal: "upgrade"
  revision::Direction direction = revision::Direction::kUpgrade;
  std::string goal;
  std::chrono::seconds lock_wait{0};  // how long to wait for another run
};

Outcome<RunView> RunRevisions(Context& context, const project::Project& project,
                              TargetConnection& connection, const RunRequest& request);

// The state that the journal tells, in the project's words (project/replacements.h); empty where
// there is none.
revision::AppliedState AppliedOf(const project::Project& project,
                                 const journal::JournalContents& contents);
// The project as the state wants it: with squashed revisions in place of the one that stands for
// them, where the state is among them (project/squash.h). Refers to `whole`, which outlives it.
class FittingProject {
 public:
  FittingProject(const project::Project& whole, const revision::AppliedState& applied);
  const project::Project& get() const { return among_ ? *among_ : whole_; }
  // Where it is another one than the whole project.
  void SayIfAmong(Context& context) const;

 private:
  const project::Project& whole_;
  std::optional<project::Project> among_;
};
// Makes Alembic's version table say what is applied, for a command that has nothing else to write:
// under the lock, where it has to write. Where another run has the lock that run sees to it.
Outcome<Status> KeepVersionRows(Context& context, const project::Project& whole,
                                TargetConnection& connection,
                                const journal::JournalContents& contents,
                                const std::string& command);
// Applied or half-way in the journal, and not in the project.
std::vector<std::string> UnknownRevisions(const project::Project& project,
                                          const revision::AppliedState& applied);
// kConflict naming them, where there are any.
Result<void> RefuseUnknown(const project::Project& project, const revision::AppliedState& applied);

// On stderr, one after the other.
void SayWarnings(Context& context, const Diagnostics& warnings);
// On stderr, but for what a bootstrap found as it should be.
void SayWhatWasLeftOut(Context& context, std::vector<LeftOutView> left_out);

plan::PlanResult MakePlan(const project::Project& project, const revision::AppliedState& applied,
                          const project::Values& values, const plan::Capabilities& capabilities,
                          const RunRequest& request);

}  // namespace housewright::cli
