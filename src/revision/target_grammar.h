#pragma once

// The target grammar, in one place: what `upgrade`, `downgrade`, `stamp`, `show`, `history` and
// `revision` accept. docs/reference/targets.md draws it.
//
//   head  heads  base  current        +N  -N (relative to what is applied)
//   <id, label or beginning of one>   service@head  service@base  service@+N  service@-N
//   service@<id>  service@heads  service@current    <id>+N  <id>-N  head-N  base+N  (along parents)
//   <target>:<target>
//
// Instead of a service a branch label or a revision can stand: it means the line through it.
// docs/reference/alembic.md lists where the answers differ from Alembic's, and why.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "revision/applied_state.h"
#include "revision/find_revision.h"
#include "revision/graph.h"

namespace housewright::revision {

// The revisions to upgrade, in the order in which to run them: what the targets need and is not
// applied; empty where the goal is reached. A revision half-way, in either direction, is part of
// the answer and comes as the order says. +N goes N revisions up the line of the only applied head;
// where there are several services, that of the only one that has pending ones. Errors:
//   kInvalidInput  several heads for `head`, several lines or ways up for +N (the choices are
//                  listed), fewer pending revisions than +N asks for, -N, a target that another
//                  one needs
//   kNotFound      an unknown service or id; or there is something to do, and the target has
//                  revisions that the graph lacks (old code, newer database)
Result<std::vector<RevisionGraph::Index>> ResolveUpgrade(const RevisionGraph& graph,
                                                         const AppliedState& applied,
                                                         std::span<const std::string> targets);
Result<std::vector<RevisionGraph::Index>> ResolveUpgrade(const RevisionGraph& graph,
                                                         const AppliedState& applied,
                                                         std::string_view target);

// The revisions to downgrade, in the order in which to run them (dependents first). `base` undoes
// all, `branch@base` all from the first revisions below the branch on, `<id>` everything above that
// revision on its lines, `branch@<id>` only the line that leads to the branch; and in each case all
// that depends on what is undone. -N undoes N revisions of the line of the only applied head;
// several applied heads are refused with the choices listed. Errors as for ResolveUpgrade, and
// kInvalidInput for a revision that is not applied, or above which nothing is applied though it is
// itself no applied head.
Result<std::vector<RevisionGraph::Index>> ResolveDowngrade(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);

// The revisions that `stamp` should say are applied. The applied heads that are above or below a
// target, dependencies counted, give way to it: what it needs becomes applied, what only they
// needed does not stay so; other heads stay. Of services other than the target's only what depends
// on something that goes is taken away. `base` is the empty set, `branch@base` removes the heads
// above or below the branch; -N and +N count from what is applied, as for downgrade and upgrade.
Result<RevisionSet> ResolveStamp(const RevisionGraph& graph, const AppliedState& applied,
                                 std::span<const std::string> targets);

// The revisions that `show` means by one target: one id, several heads, the applied heads for
// `current`, none for `base`; for -N those N below each head. `applied` matters for `current` only.
Result<std::vector<RevisionGraph::Index>> ResolveRevisions(const RevisionGraph& graph,
                                                           const AppliedState& applied,
                                                           std::string_view target);

// Applied revisions that no other applied revision needs, by id: the rows of Alembic's table.
std::vector<RevisionGraph::Index> AppliedHeads(const RevisionGraph& graph,
                                               const AppliedState& applied);
// Applied revisions without an applied child, by id: AppliedHeads() and the heads of lines that
// another one depends on. What Alembic's `current` prints.
std::vector<RevisionGraph::Index> AppliedTips(const RevisionGraph& graph,
                                              const AppliedState& applied);

}  // namespace housewright::revision
