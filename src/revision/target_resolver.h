#pragma once

// The steps that upgrade, downgrade, stamp, show and history share when they give a target its
// meaning.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "revision/applied_view.h"
#include "revision/branch.h"
#include "revision/graph.h"
#include "revision/target_expression.h"

namespace housewright::revision {

class TargetResolver {
 public:
  using Index = RevisionGraph::Index;
  using Revisions = std::vector<Index>;

  // One revision, or base.
  struct Place {
    std::optional<Index> at;    // none: base
    std::optional<Index> last;  // where a walk came to base: the first revision of that line
  };
  enum class Overlong : std::uint8_t { kRefuse, kStopAtTheEnd };

  // Parses the target and finds its branch. `graph` and `view` must outlive the resolver.
  // kStopAtTheEnd: walks that lead beyond the last or the first revision end there.
  static Result<TargetResolver> Make(const RevisionGraph& graph, const AppliedView& view,
                                     std::string_view target,
                                     Overlong overlong = Overlong::kRefuse);

  const TargetExpression& target() const { return target_; }
  const std::optional<Branch>& branch() const { return branch_; }
  const AppliedView& view() const { return *view_; }

  // What the target names, for every form but IsRelativeToApplied(): one revision, several for
  // `heads` and `current`, none for base and for `head` of an empty graph.
  Result<Revisions> Named() const;
  // The same for what must be one place: `heads` and `current` must name one revision.
  Result<Place> NamedPlace() const;
  // +N: the revision N steps above the only one of `rows` on the branch; where none is, above the
  // highest that the rows need there, or above base.
  Result<Index> StepsAbove(const Revisions& rows) const;
  // +N above what is applied. Where the graph has several services and none is named, the only one
  // that has something pending is meant.
  Result<Index> StepsAboveApplied() const;
  // -N: the applied revisions to undo one after the other, the highest first.
  Result<Revisions> StepsBelowApplied() const;
  // -N for commands that ask no target: the place N below each head.
  Result<std::vector<Place>> StepsBelowHeads() const;

  // Applied revisions that no other applied one needs; with a branch, those of it without an
  // applied child. By id.
  Revisions AppliedHeads() const;

 private:
  TargetResolver(const RevisionGraph& graph, const AppliedView& view, TargetExpression target,
                 Overlong overlong)
      : graph_(&graph), view_(&view), target_(std::move(target)), overlong_(overlong) {}

  int Offset() const { return target_.offset.value_or(0); }
  bool IsOnBranch(Index index) const { return !branch_ || branch_->lineage.Contains(index); }
  Revisions OnBranch(Revisions revisions) const;
  Revisions HeadsWithoutOffset() const;
  Result<Index> SingleHead() const;
  Result<Index> NamedRevision() const;
  Result<Place> Walk(Index from, int offset) const;
  Result<Place> WalkFromBase(int offset) const;
  Result<std::string> OnlyPendingService() const;
  Error TooFar(std::string_view unit, std::size_t there, std::string_view instead) const;

  const RevisionGraph* graph_;
  const AppliedView* view_;
  TargetExpression target_;
  std::optional<Branch> branch_;
  Overlong overlong_;
};

}  // namespace housewright::revision
