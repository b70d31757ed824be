#include "cli/commands/show.h"

#include <algorithm>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"
#include "cli/run_flow.h"
#include "revision/target_grammar.h"

namespace housewright::cli {

Outcome<Status> Execute(const ShowOptions& options, Context& context) {
  // A revision's file is the same for every target; only `current` is a question to one of them.
  const bool asks_target = std::ranges::any_of(options.revisions, NamesCurrent);
  ASSIGN_OR_RETURN(const project::Project whole,
                   asks_target ? LookAtProjectForTarget(context) : LoadProjectToLook(context));
  revision::AppliedState applied;
  if (asks_target) {
    ASSIGN_OR_RETURN(applied, ReadApplied(context, whole));
  }
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  const CurrentSet current = CurrentOf(project.graph, applied);
  std::vector<RevisionView> views;
  for (const std::string& target : options.revisions) {
    ASSIGN_OR_RETURN(const auto found, revision::ResolveRevisions(project.graph, applied, target));
    for (const auto index : found) {
      views.push_back(ViewOf(project, index, asks_target ? &current : nullptr));
    }
  }
  if (context.json()) {
    context.io.out << RevisionsJson("show", views);
    return Status::kDone;
  }
  const Style style(context.io.out_is_terminal && context.talk.style().color());
  for (const RevisionView& view : views) context.io.out << VerboseEntry(view, style) << '\n';
  return Status::kDone;
}

}  // namespace housewright::cli
