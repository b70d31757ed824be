#include "cli/commands/check.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"
#include "cli/run_flow.h"
#include "cli/target_choice.h"

namespace housewright::cli {
namespace {

std::vector<std::string> PendingOf(const project::Project& project,
                                   const revision::AppliedState& applied) {
  std::vector<std::string> pending;
  for (const auto index : project.graph.TopologicalOrder()) {
    const auto& id = project.graph.node(index).id;
    const auto state = applied.revisions.find(id);
    const bool done =
        state != applied.revisions.end() && state->second.applied && !state->second.progress;
    if (!done) pending.push_back(id.text());
  }
  return pending;
}

void PrintFindings(Context& context, const Diagnostics& diagnostics) {
  const Style style(context.io.out_is_terminal && context.talk.style().color());
  for (const Diagnostic& diagnostic : diagnostics) {
    context.io.out << context.redactor.Redact(DiagnosticText(diagnostic, style)) << "\n\n";
  }
}

std::string ClosingLine(const Diagnostics& diagnostics, std::size_t revisions) {
  const std::string where = Count(revisions, "revision");
  if (diagnostics.empty()) return fmt::format("check: {}, no findings", where);
  return fmt::format("check: {}, {}", where, CountFindings(diagnostics));
}

}  // namespace

Outcome<Status> Execute(const CheckOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const std::string path, LocateConfig(context));
  const project::LoadedProject loaded = LoadWithEnvironment(context, path);
  const bool failed = !loaded.project || HasErrors(loaded.diagnostics) ||
                      (options.strict && !loaded.diagnostics.empty());
  const std::size_t revisions = loaded.project ? loaded.project->revisions.size() : 0;
  std::optional<std::vector<std::string>> pending;
  if (!failed && RequestedTarget(context)) {
    ASSIGN_OR_RETURN(const project::Project whole, ForTarget(context, *loaded.project));
    ASSIGN_OR_RETURN(const revision::AppliedState applied, ReadApplied(context, whole));
    pending = PendingOf(FittingProject(whole, applied).get(), applied);
  }
  if (context.json()) {
    context.io.out << CheckJson(revisions, loaded.diagnostics, pending, context.redactor);
  } else {
    PrintFindings(context, loaded.diagnostics);
    if (loaded.project) {
      context.io.out << ClosingLine(loaded.diagnostics, revisions) << '\n';
    } else {
      context.io.out << "check: " << CountFindings(loaded.diagnostics) << '\n';
    }
    if (pending && !pending->empty()) {
      context.io.out << fmt::format("pending: {}\n", Join(*pending, ", "));
    }
  }
  if (failed) return Status::kFailed;
  return pending && !pending->empty() ? Status::kDifferences : Status::kDone;
}

}  // namespace housewright::cli
