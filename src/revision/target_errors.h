#pragma once

// The errors of the target grammar, so that each is worded once.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "revision/applied_view.h"
#include "revision/branch.h"
#include "revision/find_revision.h"
#include "revision/graph.h"
#include "revision/target_expression.h"

namespace housewright::revision {

using Indices = std::span<const RevisionGraph::Index>;

// "0003 (event_sink), 0007 (xapi)"; of a long list the first ten and how many more there are.
std::string ListRevisions(const RevisionGraph& graph, Indices revisions);
// "event_sink@head, xapi@head" where each has a service of its own, "0003, 0007" otherwise.
std::string ListChoices(const RevisionGraph& graph, Indices revisions, std::string_view suffix);

Error SeveralHeads(const RevisionGraph& graph, const TargetExpression& target, Indices heads);
Error SeveralBases(const RevisionGraph& graph, const TargetExpression& target, Indices bases);
Error SeveralAppliedHeads(const RevisionGraph& graph, const TargetExpression& target,
                          Indices heads);
Error SeveralWays(const RevisionGraph& graph, const TargetExpression& target,
                  std::string_view direction, RevisionGraph::Index from, Indices ways);
Error AmbiguousPrefix(const RevisionGraph& graph, std::string_view prefix,
                      std::span<const NamedRevision> found);
Error UnknownBranch(const RevisionGraph& graph, const std::string& branch);
Error NotOfBranch(const RevisionGraph& graph, RevisionGraph::Index revision, const Branch& branch);
// No child of `from` leads to the branch that the target names.
Error NoWayToBranch(const RevisionGraph& graph, const TargetExpression& target,
                    RevisionGraph::Index from, Indices children);
Error LeadsDown(const TargetExpression& target);  // -N for an upgrade
Error LeadsUp(const TargetExpression& target);    // +N for a downgrade
// +N where nobody asks what is applied.
Error CountsFromApplied(const TargetExpression& target);
Error NotApplied(const RevisionGraph& graph, RevisionGraph::Index revision, Indices applied_heads);
// Applied, but not as a head: something else depends on it, and nothing above it is applied.
Error NothingAbove(const RevisionGraph& graph, RevisionGraph::Index revision,
                   const AppliedView& view);
Error NotBelow(const RevisionGraph& graph, RevisionGraph::Index lower,
               std::span<const std::string> upper);
Error NotAHead(const RevisionGraph& graph, RevisionGraph::Index revision);
// kInvalidInput where one of several goals needs another: the second says nothing, or the contrary.
Result<void> RefuseOverlap(const RevisionGraph& graph, Indices goals);
// A revision that the target has and the project lacks: old code, newer database.
Error UnknownApplied(std::span<const RevisionId> unknown);

}  // namespace housewright::revision
