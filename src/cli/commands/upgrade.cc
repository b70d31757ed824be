#include "cli/commands/upgrade.h"

#include "cli/planning.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/script_output.h"
#include "cli/target_connection.h"

namespace housewright::cli {

Outcome<Status> Execute(const UpgradeOptions& options, Context& context) {
  const RunRequest request{"upgrade", revision::Direction::kUpgrade, options.goal,
                           options.lock_wait};
  if (options.sql != SqlOutput::kRun) {
    return PrintSql(context, request, options.sql, options.script);
  }
  if (options.dry_run) return PrintPlan(context, request);
  TRY(RefuseRange(request));
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const RunView run, RunRevisions(context, project, connection, request));
  if (context.json()) {
    context.io.out << RunJson("upgrade", connection.name(), run, context.redactor);
  } else {
    context.io.out << run.closing << '\n';
  }
  return run.exit;
}

}  // namespace housewright::cli
