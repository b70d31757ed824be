#pragma once

// The target grammar, in one place: what `upgrade`, `downgrade`, `stamp`, `show` and `history`
// accept.
//
//   head  heads  base  current        +N  -N (relative to what is applied)
//   <id or unambiguous prefix>        service@head  service@base  service@+N  service@-N
//   service@<id>   <id>+N  <id>-N

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::revision {

// One revision named by a whole id or an unambiguous prefix. kNotFound with the nearest names,
// kInvalidInput with the choices where a prefix is ambiguous.
Result<RevisionGraph::Index> FindRevision(const RevisionGraph& graph, std::string_view text);

// The revisions to upgrade, in the order in which to run them; empty where the goal is reached. A
// revision half-way up is part of the answer and comes as the order says. Errors: several heads for
// `head` (kInvalidInput, the heads listed), a goal that is not above what is applied for +N, an
// unknown service or id.
Result<std::vector<RevisionGraph::Index>> ResolveUpgrade(const RevisionGraph& graph,
                                                         const AppliedState& applied,
                                                         std::string_view target);
// The revisions to downgrade, in the order in which to run them (dependents first). `base` undoes
// all, `service@base` all of a service and whatever depends on it, `<id>` everything of its service
// above that revision and all that depends on it. -N with several applied heads is refused with the
// choices listed.
Result<std::vector<RevisionGraph::Index>> ResolveDowngrade(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);
// The revisions that `stamp` should say are applied: the target and all it needs. `base` is the
// empty set; `service@base` removes that service's.
Result<RevisionSet> ResolveStamp(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets);
// The revisions that `show` and `history` mean by one target: one id, several heads, the applied
// heads for `current`.
Result<std::vector<RevisionGraph::Index>> ResolveRevisions(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);
// Applied revisions that no other applied revision needs, by id: what `current` prints.
std::vector<RevisionGraph::Index> AppliedHeads(const RevisionGraph& graph,
                                               const AppliedState& applied);

}  // namespace housewright::revision
