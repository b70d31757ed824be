#include "revision/target_range.h"

#include <algorithm>

#include "revision/target_errors.h"
#include "revision/target_resolver.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

class Range {
 public:
  Range(const RevisionGraph& graph, const AppliedState& applied, const RangeQuery& query)
      : graph_(graph), query_(query), view_(graph, applied) {}

  Result<Revisions> Resolve() {
    // An upper end that counts from the lower one comes after it; otherwise its faults come first.
    if (CountsFromLower()) TRY(ResolveLower());
    TRY(ResolveUpper());
    if (!CountsFromLower()) TRY(ResolveLower());
    KeepToBranch();
    TRY(RefuseOverlap(graph_, upper_));
    const RevisionSet needed = WithAncestors(graph_, upper_);
    for (const Index index : lower_) {
      if (!query_.includes_other_lines && !needed.Contains(index))
        return Fail(NotBelow(graph_, index, query_.upper));
    }
    TRY(RefuseOverlap(graph_, lower_));
    return Select(needed);
  }

 private:
  Result<TargetResolver> Make(std::string_view target) const {
    using Overlong = TargetResolver::Overlong;
    return TargetResolver::Make(
        graph_, view_, target,
        query_.may_be_overlong ? Overlong::kStopAtTheEnd : Overlong::kRefuse);
  }

  bool CountsFromLower() const {
    return std::ranges::any_of(query_.upper, [](const std::string& text) {
      const auto target = ParseTarget(text);
      return target && target->name == TargetName::kNone && *target->offset > 0;
    });
  }

  Result<void> ResolveLower() {
    for (const std::string& text : query_.lower) {
      ASSIGN_OR_RETURN(const TargetResolver resolver, Make(text));
      if (resolver.branch()) branch_ = resolver.branch();
      const TargetExpression& target = resolver.target();
      if (target.name == TargetName::kNone) {
        if (*target.offset > 0) return Fail(CountsFromApplied(target));
        TRY(AddPlacesBelowHeads(resolver));
      } else {
        ASSIGN_OR_RETURN(const Revisions named, resolver.Named());
        lower_.insert(lower_.end(), named.begin(), named.end());
      }
    }
    return {};
  }

  Result<void> AddPlacesBelowHeads(const TargetResolver& resolver) {
    ASSIGN_OR_RETURN(const std::vector<TargetResolver::Place> places, resolver.StepsBelowHeads());
    for (const TargetResolver::Place& place : places) {
      if (place.at) lower_.push_back(*place.at);
      if (place.last) whole_lines_.push_back(*place.last);
    }
    return {};
  }

  Result<void> ResolveUpper() {
    for (const std::string& text : query_.upper) {
      ASSIGN_OR_RETURN(const TargetResolver resolver, Make(text));
      const TargetExpression& target = resolver.target();
      if (target.text == "heads") has_all_heads_ = true;
      if (target.name != TargetName::kNone) {
        ASSIGN_OR_RETURN(const Revisions named, resolver.Named());
        upper_.insert(upper_.end(), named.begin(), named.end());
        continue;
      }
      if (*target.offset < 0) return Fail(LeadsDown(target));
      ASSIGN_OR_RETURN(const Index above, resolver.StepsAbove(lower_));
      upper_.push_back(above);
    }
    return {};
  }

  // Where the lower end names a branch, the upper ends on it count; all heads are those of the
  // branch then, also one that another branch depends on.
  void KeepToBranch() {
    if (!branch_) return;
    if (has_all_heads_) upper_ = HeadsOf(graph_, branch_);
    std::erase_if(upper_, [&](Index index) { return !branch_->lineage.Contains(index); });
  }

  Revisions Select(const RevisionSet& needed) const {
    RevisionSet found = needed;
    found.RemoveAll(WithAncestors(graph_, lower_));
    for (const Index index : lower_) {
      if (query_.includes_lower) found.Insert(index);
    }
    Revisions starts = lower_;
    starts.insert(starts.end(), whole_lines_.begin(), whole_lines_.end());
    const bool is_open_below = starts.empty() || query_.includes_other_lines;
    const RevisionSet above = WithLineAbove(graph_, starts);
    Revisions revisions;
    std::ranges::copy_if(graph_.TopologicalOrder(), std::back_inserter(revisions),
                         [&](Index index) {
                           return found.Contains(index) && (is_open_below || above.Contains(index));
                         });
    std::ranges::reverse(revisions);
    return revisions;
  }

  const RevisionGraph& graph_;
  const RangeQuery& query_;
  AppliedView view_;
  Revisions lower_, upper_;
  Revisions whole_lines_;  // the first revisions of lines that end within the steps of -N
  bool has_all_heads_ = false;
  std::optional<Branch> branch_;  // that the lower end names
};

}  // namespace

Result<Revisions> ResolveRange(const RevisionGraph& graph, const AppliedState& applied,
                               const RangeQuery& query) {
  return Range(graph, applied, query).Resolve();
}

Result<Revisions> ResolveRange(const RevisionGraph& graph, const AppliedState& applied,
                               std::string_view range) {
  ASSIGN_OR_RETURN(const TargetRange ends, ParseRange(range));
  RangeQuery query;
  if (!ends.lower.empty()) query.lower.push_back(ends.lower);
  query.upper.push_back(ends.upper.empty() ? "heads" : ends.upper);
  return ResolveRange(graph, applied, query);
}

}  // namespace housewright::revision
