#include "cli/commands/bootstrap.h"

#include "cli/bootstrap_flow.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"

namespace housewright::cli {

Outcome<Status> Execute(const BootstrapOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  const BootstrapRequest request{.command = "bootstrap",
                                 .revoke_withdrawn = options.revoke_withdrawn,
                                 .lock_wait = options.lock_wait};
  if (options.dry_run) return PrintBootstrapPlan(context, project, connection, request);
  ASSIGN_OR_RETURN(const RunView run, RunBootstrap(context, project, connection, request));
  if (context.json()) {
    context.io.out << RunJson("bootstrap", connection.name(), run, context.redactor);
  } else {
    context.io.out << run.closing << '\n';
  }
  return Status::kDone;
}

}  // namespace housewright::cli
