#include "cli/commands/drift.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/drift_check.h"
#include "cli/project_loading.h"
#include "cli/render/drift.h"
#include "cli/run_flow.h"
#include "exec/settle.h"

namespace housewright::cli {
namespace {

void SayWhatIsCompared(Context& context, const TargetConnection& connection,
                       const rehearse::DriftReport& report) {
  context.talk.Detail(
      fmt::format("compared with {}: {}", connection.Display(), Join(report.databases, ", ")));
  if (report.respelled) {
    context.talk.Detail(
        "the target is of another version than the embedded engine: its statements were read by "
        "the engine, too");
  }
}

}  // namespace

Outcome<Status> Execute(const DriftOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project whole, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, whole));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const revision::AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  fitting.SayIfAmong(context);
  const project::Project& project = fitting.get();
  TRY(RefuseUnknown(project, applied));
  if (exec::NeedsSettling(applied)) {
    context.talk.Say(
        "note: a statement is open, and counts as not done (`housewright status` shows it)");
  }
  ASSIGN_OR_RETURN(const rehearse::DriftReport report,
                   CheckDrift(context, project, connection, applied));
  SayWhatIsCompared(context, connection, report);
  const bool strictly = options.strict && (!report.unknown.empty() || !report.not_replayed.empty());
  const bool drifted = !report.differences.empty() || report.begun || strictly;
  if (context.json()) {
    context.io.out << DriftJson(connection.name(), report, drifted, context.redactor);
  } else {
    context.io.out << DriftText(report, context.redactor) << DriftClosing(report) << "\n";
  }
  return drifted ? Status::kDifferences : Status::kDone;
}

}  // namespace housewright::cli
