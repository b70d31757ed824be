#pragma once

// The target grammar, in one place: what `upgrade`, `downgrade`, `stamp`, `show` and `history`
// accept.
//
//   head  heads  base  current        +N  -N (relative to what is applied)
//   <id or unambiguous prefix>        service@head  service@base  service@+N  service@-N
//   service@<id>  service@heads  service@current    <id>+N  <id>-N  head-N  base+N  (along parents)
//
// Instead of a service a branch label can stand.

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
// revision half-way, in either direction, is part of the answer and comes as the order says. +N
// means N revisions of the only service that has pending ones. Errors:
//   kInvalidInput  several heads for `head`, several services or ways up for +N (the choices are
//                  listed), fewer pending revisions than +N asks for, a target that leads down
//   kNotFound      an unknown service or id; or there is something to do, and the target has
//                  revisions that the graph lacks (old code, newer database)
Result<std::vector<RevisionGraph::Index>> ResolveUpgrade(const RevisionGraph& graph,
                                                         const AppliedState& applied,
                                                         std::string_view target);
// The revisions to downgrade, in the order in which to run them (dependents first). `base` undoes
// all, `service@base` all of a service and whatever depends on it, `<id>` everything above that
// revision on its line and all that depends on what is undone. -N undoes N revisions of the line of
// the only applied head; several applied heads are refused with the choices listed. Errors as for
// ResolveUpgrade, and kInvalidInput for a revision that is not applied.
Result<std::vector<RevisionGraph::Index>> ResolveDowngrade(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);
// The revisions that `stamp` should say are applied. An id, head or +N: the target and all it needs
// become applied, what stands above it and what depends on that not, other lines stay. `base` is
// the empty set; `service@base` removes that service's and what depends on them.
Result<RevisionSet> ResolveStamp(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets);
// The revisions that `show` and `history` mean by one target: one id, several heads, the applied
// heads for `current`, the first revisions for `base`; for +N and -N those that an upgrade or
// downgrade by so many would come to.
Result<std::vector<RevisionGraph::Index>> ResolveRevisions(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);
// Applied revisions that no other applied revision needs, by id: what `current` prints.
std::vector<RevisionGraph::Index> AppliedHeads(const RevisionGraph& graph,
                                               const AppliedState& applied);

}  // namespace housewright::revision
