#include "revision/target_resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>

#include "base/text.h"
#include "revision/target_errors.h"
#include "revision/target_grammar.h"

namespace housewright::revision {
namespace {
using Index = TargetResolver::Index;
using Revisions = TargetResolver::Revisions;
}  // namespace

Result<TargetResolver> TargetResolver::Make(const RevisionGraph& graph, const AppliedState& applied,
                                            std::string_view text) {
  ASSIGN_OR_RETURN(TargetExpression target, ParseTarget(text));
  if (!target.branch.empty() && !graph.HasBranch(target.branch))
    return Fail(UnknownBranch(graph, target.branch));
  return TargetResolver(graph, applied, std::move(target));
}

bool TargetResolver::IsRelativeToApplied() const {
  return target_.offset &&
         (target_.name == TargetName::kNone || target_.name == TargetName::kCurrent);
}

Revisions TargetResolver::BranchMembers() const {
  if (!target_.branch.empty()) return graph_->Branch(target_.branch);
  Revisions all(graph_->size());
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

Revisions TargetResolver::AppliedHeads() const {
  Revisions heads = BranchMembers();
  RevisionSet in_branch(graph_->size());
  for (const Index index : heads) in_branch.Insert(index);
  const auto has_applied_above = [&](Index index) {
    // Within one branch its own line counts; what other services need of it does not.
    const auto above = target_.branch.empty() ? graph_->NeededBy(index) : graph_->Children(index);
    return std::ranges::any_of(
        above, [&](Index other) { return view_.IsApplied(other) && in_branch.Contains(other); });
  };
  std::erase_if(heads,
                [&](Index index) { return !view_.IsApplied(index) || has_applied_above(index); });
  return heads;
}

Result<Revisions> TargetResolver::Named() const {
  switch (target_.name) {
    case TargetName::kHeads:
      return graph_->Heads(target_.branch);
    case TargetName::kCurrent:
      return AppliedHeads();
    case TargetName::kBase: {
      ASSIGN_OR_RETURN(const Index found, WalkFromBase());
      return Revisions{found};
    }
    case TargetName::kHead: {
      if (graph_->size() == 0) return Revisions{};
      ASSIGN_OR_RETURN(const Index head, SingleHead());
      ASSIGN_OR_RETURN(const Index found, Walk(head));
      return Revisions{found};
    }
    case TargetName::kRevision:
    case TargetName::kNone:
      break;
  }
  ASSIGN_OR_RETURN(const Index named, NamedRevision());
  ASSIGN_OR_RETURN(const Index found, Walk(named));
  return Revisions{found};
}

Result<Index> TargetResolver::SingleHead() const {
  const Revisions heads = graph_->Heads(target_.branch);
  if (heads.size() != 1) return Fail(SeveralHeads(*graph_, target_, heads));
  return heads.front();
}

Result<Index> TargetResolver::NamedRevision() const {
  const auto state = applied_->revisions.find(RevisionId(target_.revision));
  const bool is_known_to_target =
      state != applied_->revisions.end() && (state->second.applied || state->second.progress);
  if (is_known_to_target && !graph_->Find(state->first))
    return Fail(UnknownApplied(std::span(&state->first, 1)));

  ASSIGN_OR_RETURN(const Index found, FindRevision(*graph_, target_.revision));
  if (target_.branch.empty()) return found;
  const Revisions members = graph_->Branch(target_.branch);
  if (!std::ranges::binary_search(members, found))
    return Fail(NotOfBranch(*graph_, found, target_.branch));
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

// From a named revision along the parents, as far as the offset says.
Result<Index> TargetResolver::Walk(Index from) const {
  const int offset = target_.offset.value_or(0);
  const bool is_up = offset > 0;
  Index at = from;
  for (int step = 0; step < std::abs(offset); ++step) {
    const auto next = is_up ? graph_->Children(at) : graph_->Parents(at);
    if (next.size() > 1)
      return Fail(SeveralWays(*graph_, target_, is_up ? "above" : "below", at, next));
    if (next.empty()) {
      return Fail(
          TooFar(fmt::format("{} {}", is_up ? "above" : "below", graph_->node(from).id.text()),
                 static_cast<std::size_t>(step),
                 is_up ? "'heads'" : graph_->node(from).service + "@base"));
    }
    at = next.front();
  }
  return at;
}

// base+1 is the first revision.
Result<Index> TargetResolver::WalkFromBase() const {
  const Revisions bases = graph_->Bases(target_.branch);
  const int offset = target_.offset.value_or(0);
  if (offset < 0 || bases.empty()) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("'{}' names nothing: no revision is below base", target_.text))
                    .WithAdvice("use 'base'"));
  }
  if (bases.size() > 1) {
    return Fail(
        Error(ErrorCode::kInvalidInput,
              fmt::format("'{}' is ambiguous: there are {} first revisions: {}", target_.text,
                          bases.size(), ListRevisions(*graph_, bases)))
            .WithAdvice(fmt::format("use one of: {}",
                                    ListChoices(*graph_, bases, "base" + target_.OffsetText()))));
  }
  TargetResolver rest = *this;
  rest.target_.offset = offset - 1;
  return rest.Walk(bases.front());
}

// Where no service is named, +N means the only one that has something pending.
Result<std::string> TargetResolver::OnlyPendingService() const {
  std::set<std::string> services;
  for (Index index = 0; index < graph_->size(); ++index) {
    if (!view_.IsComplete(index)) services.insert(graph_->node(index).service);
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
  std::string branch = target_.branch;
  if (branch.empty()) {
    ASSIGN_OR_RETURN(branch, OnlyPendingService());
  }
  const Revisions members = graph_->Branch(branch);
  RevisionSet pending(graph_->size());
  for (const Index index : members) {
    if (!view_.IsComplete(index)) pending.Insert(index);
  }

  // Up the branch, one revision at a time: at each step exactly one may be next.
  std::vector<std::size_t> missing(graph_->size(), 0);
  Revisions ready;
  for (const Index index : members) {
    if (!pending.Contains(index)) continue;
    missing[index] = static_cast<std::size_t>(std::ranges::count_if(
        graph_->Needs(index), [&](Index needed) { return pending.Contains(needed); }));
    if (missing[index] == 0) ready.push_back(index);
  }
  std::optional<Index> at;
  for (int step = 0; step < *target_.offset; ++step) {
    if (ready.empty()) {
      return Fail(TooFar("pending", static_cast<std::size_t>(step), branch + "@heads"));
    }
    if (ready.size() > 1) {
      return Fail(
          Error(ErrorCode::kInvalidInput,
                fmt::format("'{}' is ambiguous: {} revisions of '{}' could be next: {}",
                            target_.text, ready.size(), branch, ListRevisions(*graph_, ready)))
              .WithAdvice("name the revision to go to"));
    }
    at = ready.front();
    ready.clear();
    for (const Index dependent : graph_->NeededBy(*at)) {
      if (pending.Contains(dependent) && --missing[dependent] == 0) ready.push_back(dependent);
    }
  }
  return *at;
}

Result<Revisions> TargetResolver::StepsBelowApplied() const {
  const auto wanted = static_cast<std::size_t>(-*target_.offset);
  Revisions heads = AppliedHeads();
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

}  // namespace housewright::revision
