#pragma once

// The steps that upgrade, downgrade, stamp and show share when they give a target its meaning.

#include <optional>
#include <vector>

#include "base/result.h"
#include "revision/applied_view.h"
#include "revision/graph.h"
#include "revision/target_expression.h"

namespace housewright::revision {

class TargetResolver {
 public:
  using Index = RevisionGraph::Index;
  using Revisions = std::vector<Index>;

  // Parses the target and checks that its branch is there.
  static Result<TargetResolver> Make(const RevisionGraph& graph, const AppliedState& applied,
                                     std::string_view target);

  const TargetExpression& target() const { return target_; }
  const AppliedView& view() const { return view_; }
  bool IsRelativeToApplied() const;  // +N, -N, current+N, with or without a branch
  bool IsBase() const { return target_.name == TargetName::kBase && !target_.offset; }

  // What the target names, for every form but IsRelativeToApplied() and `base`: one revision, or
  // several for `heads` and `current`; none for `head` of an empty graph.
  Result<Revisions> Named() const;
  // +N: the revision N steps above what is applied.
  Result<Index> StepsAboveApplied() const;
  // -N: the applied revisions to undo one after the other, the highest first.
  Result<Revisions> StepsBelowApplied() const;

  // Applied revisions that no other applied one needs; with a branch, applied ones of it that are
  // no parent of another applied one of it. By id.
  Revisions AppliedHeads() const;
  // Of the branch, or of the graph where none is named.
  Revisions BranchMembers() const;

 private:
  TargetResolver(const RevisionGraph& graph, const AppliedState& applied, TargetExpression target)
      : graph_(&graph), applied_(&applied), view_(graph, applied), target_(std::move(target)) {}

  Result<Index> SingleHead() const;
  Result<Index> NamedRevision() const;
  Result<Index> Walk(Index from) const;
  Result<Index> WalkFromBase() const;
  Result<std::string> OnlyPendingService() const;
  Error TooFar(std::string_view unit, std::size_t there, std::string_view instead) const;

  const RevisionGraph* graph_;
  const AppliedState* applied_;
  AppliedView view_;
  TargetExpression target_;
};

}  // namespace housewright::revision
