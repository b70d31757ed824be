#include "revision/target_grammar.h"

#include <fmt/format.h>

#include <algorithm>

#include "revision/target_errors.h"
#include "revision/target_resolver.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

std::unexpected<Error> WrongWay(const TargetExpression& target, std::string_view command,
                                std::string_view way, std::string_view other) {
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("'{}' leads {}: `{}` cannot go there", target.text, way, command))
                  .WithAdvice(fmt::format("run `housewright {} {}`", other, target.text)));
}

// What an upgrade to the target is to reach; all that it needs is meant as well.
Result<Revisions> UpgradeGoals(const TargetResolver& resolver) {
  if (resolver.IsBase()) return WrongWay(resolver.target(), "upgrade", "down", "downgrade");
  if (!resolver.IsRelativeToApplied()) return resolver.Named();
  if (*resolver.target().offset < 0)
    return WrongWay(resolver.target(), "upgrade", "down", "downgrade");
  ASSIGN_OR_RETURN(const Index goal, resolver.StepsAboveApplied());
  return Revisions{goal};
}

// What a downgrade is to undo; all that needs it is meant as well.
Result<Revisions> DowngradeRoots(const RevisionGraph& graph, const TargetResolver& resolver) {
  if (resolver.IsBase()) return resolver.BranchMembers();
  if (resolver.IsRelativeToApplied()) {
    if (*resolver.target().offset > 0)
      return WrongWay(resolver.target(), "downgrade", "up", "upgrade");
    return resolver.StepsBelowApplied();
  }
  ASSIGN_OR_RETURN(const Revisions named, resolver.Named());
  Revisions roots;
  for (const Index index : named) {
    if (!resolver.view().IsPresent(index))
      return Fail(NotApplied(graph, index, resolver.AppliedHeads()));
    const auto above = graph.Children(index);
    roots.insert(roots.end(), above.begin(), above.end());
  }
  return roots;
}

template <class Condition>
Revisions InOrder(const RevisionGraph& graph, Condition condition) {
  Revisions revisions;
  std::ranges::copy_if(graph.TopologicalOrder(), std::back_inserter(revisions), condition);
  return revisions;
}

// Moves the stamp to `named`: all that these need is applied, what stands above them is not, and
// other lines stay as they are.
void MoveStamp(const RevisionGraph& graph, const Revisions& named, RevisionSet& stamped) {
  Revisions above;
  for (const Index index : named) {
    const auto children = graph.Children(index);
    above.insert(above.end(), children.begin(), children.end());
  }
  const RevisionSet dropped = WithDescendants(graph, above);
  const RevisionSet added = WithAncestors(graph, named);
  for (Index index = 0; index < graph.size(); ++index) {
    if (dropped.Contains(index)) stamped.Remove(index);
    if (added.Contains(index)) stamped.Insert(index);
  }
}

}  // namespace

std::vector<Index> AppliedHeads(const RevisionGraph& graph, const AppliedState& applied) {
  const AppliedView view(graph, applied);
  Revisions heads;
  for (Index index = 0; index < graph.size(); ++index) {
    const bool is_needed = std::ranges::any_of(graph.NeededBy(index),
                                               [&](Index other) { return view.IsApplied(other); });
    if (view.IsApplied(index) && !is_needed) heads.push_back(index);
  }
  return heads;
}

Result<Revisions> ResolveUpgrade(const RevisionGraph& graph, const AppliedState& applied,
                                 std::string_view target) {
  ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, applied, target));
  ASSIGN_OR_RETURN(const Revisions goals, UpgradeGoals(resolver));
  const RevisionSet wanted = WithAncestors(graph, goals);
  Revisions pending = InOrder(graph, [&](Index index) {
    return wanted.Contains(index) && !resolver.view().IsComplete(index);
  });
  // Old code that has nothing to do is no harm to a newer database; old code that would go on from
  // a state that it does not know is.
  if (!pending.empty() && !resolver.view().unknown().empty())
    return Fail(UnknownApplied(resolver.view().unknown()));
  return pending;
}

Result<Revisions> ResolveDowngrade(const RevisionGraph& graph, const AppliedState& applied,
                                   std::string_view target) {
  ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, applied, target));
  ASSIGN_OR_RETURN(const Revisions roots, DowngradeRoots(graph, resolver));
  const RevisionSet unwanted = WithDescendants(graph, roots);
  Revisions undone = InOrder(graph, [&](Index index) {
    return unwanted.Contains(index) && resolver.view().IsPresent(index);
  });
  std::ranges::reverse(undone);
  // An unknown revision may need what would be undone, and would have to go first.
  if (!undone.empty() && !resolver.view().unknown().empty())
    return Fail(UnknownApplied(resolver.view().unknown()));
  return undone;
}

Result<RevisionSet> ResolveStamp(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets) {
  const AppliedView view(graph, applied);
  RevisionSet stamped(graph.size());
  for (Index index = 0; index < graph.size(); ++index) {
    if (view.IsApplied(index)) stamped.Insert(index);
  }
  for (const std::string& target : targets) {
    ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, applied, target));
    const bool is_down = resolver.IsRelativeToApplied() && *resolver.target().offset < 0;
    if (resolver.IsBase() || is_down) {
      ASSIGN_OR_RETURN(const Revisions roots, DowngradeRoots(graph, resolver));
      const RevisionSet dropped = WithDescendants(graph, roots);
      for (Index index = 0; index < graph.size(); ++index) {
        if (dropped.Contains(index)) stamped.Remove(index);
      }
      continue;
    }
    ASSIGN_OR_RETURN(const Revisions goals, UpgradeGoals(resolver));
    MoveStamp(graph, goals, stamped);
  }
  return stamped;
}

Result<Revisions> ResolveRevisions(const RevisionGraph& graph, const AppliedState& applied,
                                   std::string_view target) {
  ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, applied, target));
  if (resolver.IsBase()) return graph.Bases(resolver.target().branch);
  if (!resolver.IsRelativeToApplied()) return resolver.Named();
  if (*resolver.target().offset > 0) {
    ASSIGN_OR_RETURN(const Index above, resolver.StepsAboveApplied());
    return Revisions{above};
  }
  ASSIGN_OR_RETURN(const Revisions undone, resolver.StepsBelowApplied());
  const auto below = graph.Parents(undone.back());
  return Revisions(below.begin(), below.end());
}

}  // namespace housewright::revision
