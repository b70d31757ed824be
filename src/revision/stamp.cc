// ResolveStamp() of target_grammar.h.

#include <algorithm>
#include <set>

#include "revision/target_grammar.h"
#include "revision/target_resolver.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

// What the targets of one `stamp` say together.
class Stamp {
 public:
  Stamp(const RevisionGraph& graph, const AppliedView& view)
      : graph_(graph), view_(view), stamped_(view.applied()) {}

  Result<void> Add(std::string_view text) {
    ASSIGN_OR_RETURN(const TargetResolver resolver, TargetResolver::Make(graph_, view_, text));
    const TargetExpression& target = resolver.target();
    if (target.IsBase()) {
      AddBase(resolver.branch());
      return {};
    }
    if (!target.IsRelativeToApplied()) {
      ASSIGN_OR_RETURN(const Revisions named, resolver.Named());
      goals_.insert(goals_.end(), named.begin(), named.end());
    } else if (*target.offset > 0) {
      ASSIGN_OR_RETURN(const Index goal, resolver.StepsAboveApplied());
      goals_.push_back(goal);
    } else {
      ASSIGN_OR_RETURN(const Revisions undone, resolver.StepsBelowApplied());
      stamped_.RemoveAll(WithDescendants(graph_, undone));
    }
    return {};
  }

  RevisionSet Finish() {
    ReplaceHeads();
    stamped_.InsertAll(WithAncestors(graph_, goals_));
    return stamped_;
  }

 private:
  void AddBase(const std::optional<Branch>& branch) {
    const Revisions bases =
        branch && !branch->is_service ? branch->anchors : BasesOf(graph_, branch);
    removed_.insert(removed_.end(), bases.begin(), bases.end());
    if (!branch) all_services_ = true;
  }

  // Alembic's table knows heads only. A head above or below a goal gives way to it, and with it all
  // that no other head needs. Other services are not Alembic's, and keep what they can.
  void ReplaceHeads() {
    Revisions replacing = goals_;
    replacing.insert(replacing.end(), removed_.begin(), removed_.end());
    RevisionSet related = WithAncestors(graph_, replacing);
    related.InsertAll(WithDescendants(graph_, replacing));
    Revisions kept = MaximalOf(graph_, stamped_);
    std::erase_if(kept, [&](Index head) { return related.Contains(head); });
    kept.insert(kept.end(), goals_.begin(), goals_.end());
    const RevisionSet needed = WithAncestors(graph_, kept);

    std::set<std::string> services;
    for (const Index index : replacing) services.insert(graph_.node(index).service);
    Revisions gone;
    for (const Index index : stamped_.Members()) {
      const bool is_concerned = all_services_ || services.contains(graph_.node(index).service);
      if (is_concerned && !needed.Contains(index)) gone.push_back(index);
    }
    stamped_.RemoveAll(WithDescendants(graph_, gone));
  }

  const RevisionGraph& graph_;
  const AppliedView& view_;
  RevisionSet stamped_;
  Revisions goals_;    // to be applied
  Revisions removed_;  // to be not, with all that is above
  bool all_services_ = false;
};

}  // namespace

Result<RevisionSet> ResolveStamp(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets) {
  const AppliedView view(graph, applied);
  Stamp stamp(graph, view);
  for (const std::string& target : targets) TRY(stamp.Add(target));
  return stamp.Finish();
}

}  // namespace housewright::revision
