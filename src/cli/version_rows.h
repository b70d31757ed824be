#pragma once

// Alembic's version table of a target, where the configuration names one, kept as the journal says
// it: after each revision of a run, and by every command that changes or only looks at what is
// applied before it has nothing to do. It does nothing for a target without such a table.

#include <optional>

#include "cli/context.h"
#include "cli/exit_code.h"
#include "cli/target_connection.h"
#include "interop/alembic_version_rows.h"
#include "plan/step.h"
#include "project/project.h"

namespace housewright::cli {

// For the table that the target names, if it names one.
std::optional<interop::VersionTableKeeper> KeeperOf(TargetConnection& connection);

class VersionRows {
 public:
  // The arguments outlive it.
  VersionRows(Context& context, const project::Project& project, TargetConnection& connection);

  // Before anything is sent: fails where it is known already that the table cannot be kept.
  Result<void> Check();
  // The state that a run begins with, and each step that it has done. A failure is told at the end.
  void Begin(const revision::AppliedState& applied) { applied_ = applied; }
  void StepDone(const plan::PlannedStep& step);

  // Whether Finish() would have nothing to write; also where that cannot be told.
  bool AreRight(const revision::AppliedState& applied);

  // Under the lock, as the others. At the end: writes what is not as `applied` says, also what an
  // earlier run left so. A failure costs the exit code and nothing else: what was done is done and
  // in the journal.
  Status Finish(const revision::AppliedState& applied);
  // As above, for the state that Begin() and StepDone() have made.
  Status Finish() { return Finish(applied_); }
  // As above, for a run that failed itself and has the lock still.
  void FinishFailed();

 private:
  Context& context_;
  const project::Project& project_;
  std::optional<interop::VersionTableKeeper> keeper_;
  revision::AppliedState applied_;
  bool says_changes_ = true;  // where the rows were not ours before, and no run has changed them
};

}  // namespace housewright::cli
