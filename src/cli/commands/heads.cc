#include "cli/commands/heads.h"

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"

namespace housewright::cli {

Outcome<Status> Execute(const HeadsOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  std::vector<RevisionView> views;
  const auto heads =
      options.resolve_dependencies ? project.graph.RealHeads() : project.graph.Heads();
  for (const auto index : heads) views.push_back(ViewOf(project, index));
  if (context.json()) {
    context.io.out << RevisionsJson("heads", views);
  } else {
    PrintRevisions(context, views, HeadLine);
  }
  return Status::kDone;
}

}  // namespace housewright::cli
