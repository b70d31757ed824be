#include "revision/new_edges.h"

#include <fmt/format.h>

#include <algorithm>

#include "revision/find_revision.h"
#include "revision/target_errors.h"
#include "revision/target_grammar.h"
#include "revision/target_resolver.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

Result<Revisions> ParentsNamedBy(const RevisionGraph& graph, const std::string& target) {
  ASSIGN_OR_RETURN(const TargetExpression expression, ParseTarget(target));
  // Two lines are two places to go on from, also where one depends on the other.
  const Revisions heads = graph.Heads();
  if (expression.name == TargetName::kHead && expression.branch.empty() && heads.size() > 1)
    return Fail(SeveralHeads(graph, expression, heads));
  return ResolveRevisions(graph, {}, target);
}

// A dependency is written as one id: it must be clear now which.
Result<Index> OnlyRevision(const RevisionGraph& graph, const std::string& name) {
  ASSIGN_OR_RETURN(const Revisions found, ResolveRevisions(graph, {}, name));
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return Fail(
        Error(ErrorCode::kInvalidInput, fmt::format("'{}' names no revision to depend on", name))
            .WithAdvice("name a revision, a label or a service"));
  }
  ASSIGN_OR_RETURN(const TargetExpression expression, ParseTarget(name));
  return Fail(SeveralHeads(graph, expression, found));
}

}  // namespace

Result<Revisions> ResolveNewParents(const RevisionGraph& graph,
                                    std::span<const std::string> targets, bool splice) {
  Revisions parents;
  for (const std::string& target : targets) {
    ASSIGN_OR_RETURN(const Revisions named, ParentsNamedBy(graph, target));
    for (const Index index : named) {
      const std::string& id = graph.node(index).id.text();
      if (std::ranges::find(parents, index) != parents.end()) {
        return Fail(
            Error(ErrorCode::kInvalidInput, fmt::format("revision {} is named twice as parent", id))
                .WithAdvice("name each parent once"));
      }
      if (!splice && !graph.Children(index).empty()) return Fail(NotAHead(graph, index));
      parents.push_back(index);
    }
  }
  return parents;
}

Result<std::vector<std::string>> ResolveNewDependencies(const RevisionGraph& graph,
                                                        std::span<const std::string> names) {
  std::vector<std::string> resolved;
  for (const std::string& name : names) {
    if (graph.HasBranch(name)) {
      resolved.push_back(name);
      continue;
    }
    if (name.find('@') == std::string::npos && !IsReservedWord(name)) {
      ASSIGN_OR_RETURN(const Index found, FindRevision(graph, name));
      resolved.push_back(graph.node(found).id.text());
      continue;
    }
    ASSIGN_OR_RETURN(const Index found, OnlyRevision(graph, name));
    resolved.push_back(graph.node(found).id.text());
  }
  return resolved;
}

}  // namespace housewright::revision
