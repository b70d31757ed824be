#include "cli/commands/branches.h"

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"

namespace housewright::cli {

using revision::RevisionGraph;

Outcome<Status> Execute(const BranchesOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  const RevisionGraph& graph = project.graph;
  std::vector<BranchView> branches;
  for (RevisionGraph::Index index = 0; index < graph.size(); ++index) {
    if (graph.Children(index).size() < 2) continue;
    BranchView& branch = branches.emplace_back();
    branch.point = ViewOf(project, index);
    for (const auto child : graph.Children(index)) {
      branch.children.push_back(ViewOf(project, child));
    }
  }
  if (context.json()) {
    context.io.out << BranchesJson(branches);
    return Status::kDone;
  }
  const Style style(context.io.out_is_terminal && context.talk.style().color());
  for (const BranchView& branch : branches) {
    context.io.out << BranchText(branch, style, context.talk.verbose());
  }
  return Status::kDone;
}

}  // namespace housewright::cli
