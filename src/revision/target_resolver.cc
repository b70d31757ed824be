#include "revision/target_resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/text.h"
#include "revision/find_revision.h"
#include "revision/target_errors.h"

namespace housewright::revision {
namespace {
using Index = TargetResolver::Index;
using Revisions = TargetResolver::Revisions;
}  // namespace

Result<TargetResolver> TargetResolver::Make(const RevisionGraph& graph, const AppliedView& view,
                                            std::string_view text, Overlong overlong) {
  ASSIGN_OR_RETURN(TargetExpression target, ParseTarget(text));
  TargetResolver resolver(graph, view, std::move(target), overlong);
  if (!resolver.target_.branch.empty()) {
    ASSIGN_OR_RETURN(resolver.branch_, FindBranch(graph, resolver.target_.branch));
  }
  return resolver;
}

Revisions TargetResolver::OnBranch(Revisions revisions) const {
  std::erase_if(revisions, [&](Index index) { return !IsOnBranch(index); });
  return revisions;
}

Revisions TargetResolver::AppliedHeads() const {
  return branch_ ? OnBranch(LineTips(*graph_, view_->applied()))
                 : MaximalOf(*graph_, view_->applied());
}

// `heads` alone are those that nothing needs, since they bring the others along.
Revisions TargetResolver::HeadsWithoutOffset() const {
  return branch_ ? HeadsOf(*graph_, branch_) : graph_->RealHeads();
}

Result<Revisions> TargetResolver::Named() const {
  if (target_.IsBase()) return Revisions{};
  if (target_.name == TargetName::kHead && graph_->size() == 0) return Revisions{};
  if (!target_.offset && target_.name == TargetName::kHeads) return HeadsWithoutOffset();
  if (!target_.offset && target_.name == TargetName::kCurrent) return AppliedHeads();
  ASSIGN_OR_RETURN(const Place place, NamedPlace());
  if (place.at) return Revisions{*place.at};
  if (overlong_ == Overlong::kStopAtTheEnd || !place.last) return Revisions{};
  const RevisionNode& first = graph_->node(*place.last);
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("'{}' leads to base: {} is the first revision of its line",
                                target_.text, first.id.text()))
                  .WithAdvice(fmt::format("name a revision, or use {}@base", first.service)));
}

Result<TargetResolver::Place> TargetResolver::NamedPlace() const {
  switch (target_.name) {
    case TargetName::kHead: {
      ASSIGN_OR_RETURN(const Index head, SingleHead());
      return Walk(head, Offset());
    }
    case TargetName::kHeads:
    case TargetName::kCurrent: {
      const bool is_current = target_.name == TargetName::kCurrent;
      const Revisions heads = is_current ? AppliedHeads() : HeadsWithoutOffset();
      if (heads.empty()) return Place{};
      if (heads.size() == 1) return Walk(heads.front(), Offset());
      return Fail(is_current ? SeveralAppliedHeads(*graph_, target_, heads)
                             : SeveralHeads(*graph_, target_, heads));
    }
    case TargetName::kBase:
      return WalkFromBase(Offset());
    case TargetName::kRevision:
    case TargetName::kNone:
      break;
  }
  ASSIGN_OR_RETURN(const Index named, NamedRevision());
  return Walk(named, Offset());
}

// Several heads of which one needs the others are one head to go to.
Result<Index> TargetResolver::SingleHead() const {
  const Revisions heads = HeadsOf(*graph_, branch_);
  if (heads.size() == 1) return heads.front();
  const Revisions real = branch_ ? Revisions{} : graph_->RealHeads();
  if (real.size() == 1) return real.front();
  return Fail(SeveralHeads(*graph_, target_, heads));
}

Result<Index> TargetResolver::NamedRevision() const {
  const auto& unknown = view_->unknown();
  const auto it = std::ranges::lower_bound(unknown, RevisionId(target_.revision));
  if (it != unknown.end() && it->text() == target_.revision)
    return Fail(UnknownApplied(std::span(&*it, 1)));

  ASSIGN_OR_RETURN(const Index found,
                   FindRevision(*graph_, target_.revision, branch_ ? &branch_->lineage : nullptr));
  if (!IsOnBranch(found)) return Fail(NotOfBranch(*graph_, found, *branch_));
  return found;
}

Error TargetResolver::TooFar(std::string_view unit, std::size_t there,
                             std::string_view instead) const {
  const std::string of_branch =
      target_.branch.empty() ? "" : fmt::format(" of '{}'", target_.branch);
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' goes too far: {}{} {} {}", target_.text, Count(there, "revision"),
                           of_branch, there == 1 ? "is" : "are", unit))
      .WithAdvice(fmt::format("use {}", instead));
}

// Along the parents, as far as the offset says; up, only on the branch.
Result<TargetResolver::Place> TargetResolver::Walk(Index from, int offset) const {
  const bool is_up = offset > 0;
  const bool may_end = overlong_ == Overlong::kStopAtTheEnd;
  Index at = from;
  for (int step = 0; step < std::abs(offset); ++step) {
    const auto neighbours = is_up ? graph_->Children(at) : graph_->Parents(at);
    Revisions next(neighbours.begin(), neighbours.end());
    if (is_up) next = OnBranch(std::move(next));
    if (next.size() > 1)
      return Fail(SeveralWays(*graph_, target_, is_up ? "above" : "below", at, next));
    if (!next.empty()) {
      at = next.front();
      continue;
    }
    const bool is_last_step = step + 1 == std::abs(offset);
    if (is_up && may_end) return Place{at, {}};
    if (!is_up && (may_end || is_last_step)) return Place{std::nullopt, at};
    const std::string where =
        fmt::format("{} {}", is_up ? "above" : "below", graph_->node(from).id.text());
    return Fail(TooFar(where, static_cast<std::size_t>(step),
                       graph_->node(from).service + (is_up ? "@heads" : "@base")));
  }
  return Place{at, {}};
}

// base+1 is the first revision.
Result<TargetResolver::Place> TargetResolver::WalkFromBase(int offset) const {
  if (offset == 0) return Place{};
  const Revisions bases = OnBranch(graph_->Bases());
  if (offset < 0 || bases.empty()) {
    return Fail(
        Error(ErrorCode::kInvalidInput, fmt::format("'{}' names nothing: no revision is {} base",
                                                    target_.text, offset < 0 ? "below" : "above"))
            .WithAdvice("use 'base'"));
  }
  if (bases.size() > 1) return Fail(SeveralBases(*graph_, target_, bases));
  return Walk(bases.front(), offset - 1);
}

// Where no service is named, +N means the only one that has something pending.
Result<std::string> TargetResolver::OnlyPendingService() const {
  std::set<std::string> services;
  for (Index index = 0; index < graph_->size(); ++index) {
    if (!view_->IsComplete(index)) services.insert(graph_->node(index).service);
  }
  if (services.size() == 1) return *services.begin();
  if (services.empty()) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("'{}' goes too far: no revision is pending", target_.text))
                    .WithAdvice("nothing is to do; `housewright current` shows what is applied"));
  }
  std::vector<std::string> choices;
  for (const std::string& service : services)
    choices.push_back(fmt::format("{}@{}", service, target_.OffsetText()));
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("'{}' is ambiguous: {} services have pending revisions",
                                target_.text, services.size()))
                  .WithAdvice(fmt::format("use one of: {}", Join(choices, ", "))));
}

Result<Index> TargetResolver::StepsAboveApplied() const {
  const Revisions rows = MaximalOf(*graph_, view_->CompleteWithAllNeeded());
  if (branch_ || graph_->Services().size() < 2) return StepsAbove(rows);
  ASSIGN_OR_RETURN(const std::string service, OnlyPendingService());
  TargetResolver on_service = *this;
  ASSIGN_OR_RETURN(on_service.branch_, FindBranch(*graph_, service));
  return on_service.StepsAbove(rows);
}

Result<Index> TargetResolver::StepsAbove(const Revisions& rows) const {
  Revisions starts = OnBranch(rows);
  if (starts.empty() && branch_) {
    RevisionSet on_branch = WithAncestors(*graph_, rows);
    for (Index index = 0; index < graph_->size(); ++index) {
      if (!IsOnBranch(index)) on_branch.Remove(index);
    }
    starts = MaximalOf(*graph_, on_branch);
  }
  if (starts.size() > 1) return Fail(SeveralAppliedHeads(*graph_, target_, starts));
  ASSIGN_OR_RETURN(const Place place,
                   starts.empty() ? WalkFromBase(Offset()) : Walk(starts.front(), Offset()));
  return *place.at;  // a walk up never comes to base
}

Result<Revisions> TargetResolver::StepsBelowApplied() const {
  const auto wanted = static_cast<std::size_t>(-Offset());
  Revisions heads = OnBranch(MaximalOf(*graph_, view_->present()));
  if (heads.empty()) heads = OnBranch(LineTips(*graph_, view_->present()));
  Revisions undone;
  while (undone.size() < wanted && !heads.empty()) {
    if (heads.size() > 1) {
      return Fail(undone.empty() ? SeveralAppliedHeads(*graph_, target_, heads)
                                 : SeveralWays(*graph_, target_, "below", undone.back(), heads));
    }
    undone.push_back(heads.front());
    const auto below = graph_->Parents(heads.front());
    heads.assign(below.begin(), below.end());
  }
  if (undone.empty() && wanted > 0) {
    const std::string of = target_.branch.empty() ? "" : fmt::format(" of '{}'", target_.branch);
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("'{}' goes too far: no revision{} is applied", target_.text, of))
                    .WithAdvice("nothing is to undo; `housewright current` shows what is applied"));
  }
  if (undone.size() < wanted) {
    return Fail(TooFar("applied on this line", undone.size(),
                       graph_->node(undone.front()).service + "@base"));
  }
  return undone;
}

Result<std::vector<TargetResolver::Place>> TargetResolver::StepsBelowHeads() const {
  Revisions heads = OnBranch(graph_->RealHeads());
  if (heads.empty()) heads = HeadsOf(*graph_, branch_);
  std::vector<Place> places;
  for (const Index head : heads) {
    ASSIGN_OR_RETURN(const Place place, Walk(head, Offset()));
    places.push_back(place);
  }
  return places;
}

}  // namespace housewright::revision
