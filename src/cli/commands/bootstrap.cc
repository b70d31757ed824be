#include "cli/commands/bootstrap.h"

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"

namespace housewright::cli {

Outcome<Status> Execute(const BootstrapOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const RunView run, RunBootstrap(context, project, connection, "bootstrap"));
  if (context.json()) {
    context.io.out << RunJson("bootstrap", connection.name(), run, context.redactor);
  } else {
    context.io.out << run.closing << '\n';
  }
  return Status::kDone;
}

}  // namespace housewright::cli
