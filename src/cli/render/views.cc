#include "cli/render/views.h"

#include <algorithm>

namespace housewright::cli {

using revision::RevisionGraph;

RevisionView ViewOf(const project::Project& project, RevisionGraph::Index index,
                    const CurrentSet* current) {
  const RevisionGraph& graph = project.graph;
  const revision::RevisionNode& node = graph.node(index);
  const project::RevisionFile& file = project.FileOf(index);
  RevisionView view;
  view.id = node.id.text();
  view.service = node.service;
  view.labels = node.labels;
  for (const revision::RevisionId& parent : node.parents) view.parents.push_back(parent.text());
  view.depends_on = node.depends_on;
  for (const RevisionGraph::Index child : graph.Children(index)) {
    view.children.push_back(graph.node(child).id.text());
  }
  view.message = file.message;
  view.created = file.created;
  view.path = file.path;
  view.hash = file.hash.ToHex();
  view.head = graph.Children(index).empty();
  view.effective_head = view.head && !graph.NeededBy(index).empty();
  view.branchpoint = graph.Children(index).size() > 1;
  view.mergepoint = node.parents.size() > 1;
  view.released = project.released.Contains(node.id);
  if (current != nullptr) view.current = current->contains(index);
  return view;
}

std::vector<LeftOutView> LeftOutOf(const plan::Plan& plan) {
  std::vector<LeftOutView> all;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      if (!planned.left_out) continue;
      all.push_back({.revision = step.id.text(),
                     .file = planned.statement.file,
                     .line = planned.statement.position.line,
                     .summary = sql::Summarize(planned.statement.facts),
                     .reason = *planned.left_out});
    }
  }
  return all;
}

}  // namespace housewright::cli
