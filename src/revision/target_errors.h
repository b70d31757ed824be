#pragma once

// The errors of the target grammar, so that each is worded once.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "revision/graph.h"
#include "revision/target_expression.h"

namespace housewright::revision {

using Indices = std::span<const RevisionGraph::Index>;

// "0003 (event_sink), 0007 (xapi)"; of a long list the first ten and how many more there are.
std::string ListRevisions(const RevisionGraph& graph, Indices revisions);
// "event_sink@head, xapi@head" where each has a service of its own, "0003, 0007" otherwise.
std::string ListChoices(const RevisionGraph& graph, Indices revisions, std::string_view suffix);

Error SeveralHeads(const RevisionGraph& graph, const TargetExpression& target, Indices heads);
Error SeveralAppliedHeads(const RevisionGraph& graph, const TargetExpression& target,
                          Indices heads);
Error SeveralWays(const RevisionGraph& graph, const TargetExpression& target,
                  std::string_view direction, RevisionGraph::Index from, Indices ways);
Error UnknownBranch(const RevisionGraph& graph, const std::string& branch);
Error NotOfBranch(const RevisionGraph& graph, RevisionGraph::Index revision,
                  const std::string& branch);
Error NotApplied(const RevisionGraph& graph, RevisionGraph::Index revision, Indices applied_heads);
// A revision that the target has and the project lacks: old code, newer database.
Error UnknownApplied(std::span<const RevisionId> unknown);

}  // namespace housewright::revision
