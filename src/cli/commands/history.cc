#include "cli/commands/history.h"

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"
#include "cli/run_flow.h"
#include "revision/target_expression.h"
#include "revision/target_range.h"

namespace housewright::cli {

using revision::AppliedState;
using revision::RevisionGraph;

Outcome<Status> Execute(const HistoryOptions& options, Context& context) {
  ASSIGN_OR_RETURN(project::Project whole, LoadProjectToLook(context));
  const std::string range = options.range.value_or(":");
  ASSIGN_OR_RETURN(const revision::TargetRange ends, revision::ParseRange(range));
  const bool asks_target =
      options.indicate_current || NamesCurrent(ends.lower) || NamesCurrent(ends.upper);
  AppliedState applied;
  if (asks_target) {
    ASSIGN_OR_RETURN(whole, ForTarget(context, std::move(whole)));
    ASSIGN_OR_RETURN(applied, ReadApplied(context, whole));
  }
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  const RevisionGraph& graph = project.graph;
  ASSIGN_OR_RETURN(const auto revisions, revision::ResolveRange(graph, applied, range));
  const CurrentSet current = CurrentOf(graph, applied);
  std::vector<RevisionView> views;
  for (const RevisionGraph::Index index : revisions)
    views.push_back(ViewOf(project, index, asks_target ? &current : nullptr));
  if (context.json()) {
    context.io.out << RevisionsJson("history", views);
  } else {
    PrintRevisions(context, views, HistoryLine);
  }
  return Status::kDone;
}

}  // namespace housewright::cli
