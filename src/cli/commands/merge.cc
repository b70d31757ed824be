#include "cli/commands/merge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/revision_writing.h"
#include "revision/new_edges.h"

namespace housewright::cli {
namespace {

using revision::RevisionGraph;
using Revisions = std::vector<RevisionGraph::Index>;

// `heads` of a project with several services means those of the one that has several.
Result<std::vector<std::string>> NarrowHeads(const RevisionGraph& graph,
                                             const std::vector<std::string>& targets) {
  if (targets != std::vector<std::string>{"heads"} || graph.Services().size() < 2) return targets;
  std::vector<std::string> branched;
  for (const std::string& service : graph.Services()) {
    if (graph.Heads(service).size() > 1) branched.push_back(service + "@heads");
  }
  if (branched.size() < 2) return branched.empty() ? targets : branched;
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("several services have several heads: {}", Join(branched, ", ")))
                  .WithAdvice(fmt::format("merge one after the other: `housewright merge {}`",
                                          branched.front())));
}

Result<void> CheckParents(const RevisionGraph& graph, const Revisions& parents,
                          const std::vector<std::string>& targets) {
  if (parents.size() > 1) return {};
  const std::string named = parents.empty()
                                ? "no revision"
                                : fmt::format("only {}", graph.node(parents.front()).id.text());
  return Fail(Error(ErrorCode::kInvalidInput, fmt::format("{} names {}: there is nothing to merge",
                                                          Join(targets, ", "), named))
                  .WithAdvice("name two heads or more; `housewright heads` lists them"));
}

std::string IdsOf(const RevisionGraph& graph, const Revisions& revisions) {
  std::vector<std::string> ids;
  for (const auto index : revisions) ids.push_back(graph.node(index).id.text());
  const std::string last = ids.back();
  ids.pop_back();
  return Join(ids, ", ") + " and " + last;
}

}  // namespace

Outcome<Status> Execute(const MergeOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const TolerantProject loaded, LoadProjectTolerantly(context));
  const RevisionGraph& graph = loaded.project.graph;
  ASSIGN_OR_RETURN(const auto targets, NarrowHeads(graph, options.revisions));
  ASSIGN_OR_RETURN(const Revisions parents,
                   revision::ResolveNewParents(graph, targets, options.splice));
  TRY(CheckParents(graph, parents, targets));
  const std::string both = IdsOf(graph, parents);
  RevisionRequest request{.command = "merge",
                          .message = options.message.value_or("Merge " + both),
                          .parents = parents,
                          .depends_on = {},
                          .labels = options.labels,
                          .rev_id = options.rev_id,
                          .print_only = false,
                          .no_op = "joins " + both};
  const project::ServiceConfig* const service =
      loaded.project.config.FindService(graph.node(parents.front()).service);
  return WriteRevision(context, loaded.project, *service, request);
}

}  // namespace housewright::cli
