#include "revision/target_grammar.h"

#include <fmt/format.h>

#include <algorithm>

#include "revision/target_errors.h"
#include "revision/target_resolver.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

template <class Condition>
Revisions InOrder(const RevisionGraph& graph, Condition condition) {
  Revisions revisions;
  std::ranges::copy_if(graph.TopologicalOrder(), std::back_inserter(revisions), condition);
  return revisions;
}

// What an upgrade to the target is to reach; all that it needs is meant as well.
Result<Revisions> UpgradeGoals(const TargetResolver& resolver) {
  const TargetExpression& target = resolver.target();
  if (!target.IsRelativeToApplied()) return resolver.Named();
  if (*target.offset < 0) return Fail(LeadsDown(target));
  ASSIGN_OR_RETURN(const Index goal, resolver.StepsAboveApplied());
  return Revisions{goal};
}

struct DowngradeGoal {
  Revisions roots;  // what is to be undone; all that needs it is meant as well
  Revisions stays;  // the revisions to which it goes down; none for base
};

// The revisions directly above `target` that lead to the branch, if one is named.
Result<Revisions> RootsAbove(const RevisionGraph& graph, const TargetResolver& resolver,
                             Index target) {
  const auto children = graph.Children(target);
  Revisions roots(children.begin(), children.end());
  const std::optional<Branch>& branch = resolver.branch();
  if (!branch || roots.size() < 2) return roots;
  std::erase_if(roots, [&](Index index) { return !branch->below.Contains(index); });
  if (roots.empty()) return Fail(NoWayToBranch(graph, resolver.target(), target, children));
  return roots;
}

Result<DowngradeGoal> DowngradeGoalOf(const RevisionGraph& graph, const TargetResolver& resolver) {
  const TargetExpression& target = resolver.target();
  DowngradeGoal goal;
  if (target.IsBase()) {
    goal.roots = BasesOf(graph, resolver.branch());
    return goal;
  }
  if (target.IsRelativeToApplied()) {
    if (*target.offset > 0) return Fail(LeadsUp(target));
    ASSIGN_OR_RETURN(goal.roots, resolver.StepsBelowApplied());
    return goal;
  }
  if (target.name == TargetName::kCurrent) {
    ASSIGN_OR_RETURN(goal.stays, resolver.Named());
  } else {
    ASSIGN_OR_RETURN(const TargetResolver::Place place, resolver.NamedPlace());
    if (place.at) goal.stays.push_back(*place.at);
    if (place.last) goal.roots.push_back(*place.last);
  }
  for (const Index index : goal.stays) {
    ASSIGN_OR_RETURN(const Revisions roots, RootsAbove(graph, resolver, index));
    goal.roots.insert(goal.roots.end(), roots.begin(), roots.end());
  }
  return goal;
}

// Nothing above the goal is there to be undone: well, if it is an applied head.
Result<void> RequireApplied(const RevisionGraph& graph, const AppliedView& view,
                            const Revisions& goals) {
  const Revisions heads = MaximalOf(graph, view.present());
  for (const Index index : goals) {
    if (!view.IsPresent(index)) return Fail(NotApplied(graph, index, heads));
    if (!std::ranges::binary_search(heads, index)) return Fail(NothingAbove(graph, index, view));
  }
  return {};
}

}  // namespace

std::vector<Index> AppliedHeads(const RevisionGraph& graph, const AppliedState& applied) {
  return MaximalOf(graph, AppliedView(graph, applied).applied());
}

std::vector<Index> AppliedTips(const RevisionGraph& graph, const AppliedState& applied) {
  return LineTips(graph, AppliedView(graph, applied).applied());
}

Result<Revisions> ResolveUpgrade(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets) {
  const AppliedView view(graph, applied);
  Revisions goals;
  for (const std::string& target : targets) {
    ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, view, target));
    ASSIGN_OR_RETURN(const Revisions meant, UpgradeGoals(resolver));
    goals.insert(goals.end(), meant.begin(), meant.end());
  }
  TRY(RefuseOverlap(graph, goals));
  const RevisionSet wanted = WithAncestors(graph, goals);
  Revisions pending = InOrder(
      graph, [&](Index index) { return wanted.Contains(index) && !view.IsComplete(index); });
  // Old code that has nothing to do is no harm to a newer database; old code that would go on from
  // a state that it does not know is.
  if (!pending.empty() && !view.unknown().empty()) return Fail(UnknownApplied(view.unknown()));
  return pending;
}

Result<Revisions> ResolveUpgrade(const RevisionGraph& graph, const AppliedState& applied,
                                 std::string_view target) {
  const std::string only(target);
  return ResolveUpgrade(graph, applied, std::span(&only, 1));
}

Result<Revisions> ResolveDowngrade(const RevisionGraph& graph, const AppliedState& applied,
                                   std::string_view target) {
  const AppliedView view(graph, applied);
  ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, view, target));
  ASSIGN_OR_RETURN(const DowngradeGoal goal, DowngradeGoalOf(graph, resolver));
  const RevisionSet unwanted = WithDescendants(graph, goal.roots);
  Revisions undone = InOrder(
      graph, [&](Index index) { return unwanted.Contains(index) && view.IsPresent(index); });
  std::ranges::reverse(undone);
  if (undone.empty()) TRY(RequireApplied(graph, view, goal.stays));
  // An unknown revision may need what would be undone, and would have to go first.
  if (!undone.empty() && !view.unknown().empty()) return Fail(UnknownApplied(view.unknown()));
  return undone;
}

Result<Revisions> ResolveRevisions(const RevisionGraph& graph, const AppliedState& applied,
                                   std::string_view target) {
  const AppliedView view(graph, applied);
  ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph, view, target));
  const TargetExpression& expression = resolver.target();
  if (!expression.offset || expression.name != TargetName::kNone) return resolver.Named();
  if (*expression.offset > 0) return Fail(CountsFromApplied(expression));
  ASSIGN_OR_RETURN(const std::vector<TargetResolver::Place> places, resolver.StepsBelowHeads());
  Revisions found;
  for (const TargetResolver::Place& place : places) {
    if (place.at) found.push_back(*place.at);
  }
  return found;
}

}  // namespace housewright::revision
