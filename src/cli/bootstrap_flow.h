#pragma once

// The way of a bootstrap: look at the target, plan what it lacks, run that, say.

#include <chrono>
#include <string>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/render/views.h"
#include "cli/target_connection.h"
#include "project/project.h"

namespace housewright::cli {

struct BootstrapRequest {
  std::string command;                // for the journal: "bootstrap", "deploy"
  bool revoke_withdrawn = false;      // or [project] revoke_withdrawn
  std::chrono::seconds lock_wait{0};  // how long to wait for another run
};

// Where the state database is not there yet, the statements up to the one that makes it run without
// a journal and without the lock, and are recorded behind it; where none makes it, all do, and
// nothing is recorded.
Outcome<RunView> RunBootstrap(Context& context, const project::Project& project,
                              TargetConnection& connection, const BootstrapRequest& request);

// The same plan, printed instead of run: SQL with comments, secrets masked.
Outcome<Status> PrintBootstrapPlan(Context& context, const project::Project& project,
                                   TargetConnection& connection, const BootstrapRequest& request);

}  // namespace housewright::cli
