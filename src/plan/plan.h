#pragma once

// A plan: the ordered statements that lead from the applied state to a goal. Pure data; printing,
// --sql, JSON and execution use the same value.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plan/access.h"
#include "project/project.h"
#include "project/render.h"
#include "revision/applied_state.h"

namespace housewright::plan {

using revision::Direction;

// What a server or the embedded engine can and cannot do, as far as planning needs to know. Made
// from db::ServerFacts.
struct Capabilities {
  std::string server;  // "ClickHouse 26.7.2.1 (embedded)", for reasons
  bool access_management =
      true;                   // CREATE USER, GRANT ...: the embedded engine has no storage for them
  bool on_cluster = true;     // the embedded engine refuses ON CLUSTER
  bool table_filters = true;  // additional_table_filters, for `-- chunk:` (22.7 and later)
};

// Whether the file has the statement, or the tool made it to stand for one of the file
// (plan/repeatable.h) or for one that the file has no more (plan/reconcile.h).
enum class StatementOrigin : std::uint8_t { kWritten, kMadeCreate, kMadeAlter, kMadeRevoke };

// An INSERT ... SELECT that is run once for each partition of a table (`-- chunk: partition`).
struct PlannedChunks {
  sql::ObjectName source;             // no database: the session's
  std::vector<std::string> finished;  // ids of partitions that an earlier run has dealt with
  std::uint32_t total = 0;            // partitions when that run was at it; 0: it was not
};

struct PlannedStatement {
  std::uint32_t index = 0;  // 1-based within its part
  project::RenderedStatement statement;
  std::string reason;  // why it is in the plan: "resumes after statement 2", "needed by 0007", ...
  // Set where it is not sent: "the embedded engine keeps no users".
  std::optional<std::string> left_out;
  StatementOrigin origin = StatementOrigin::kWritten;
  std::optional<AccessRecord> access;  // for the journal; of a bootstrap
  std::optional<PlannedChunks> chunks = {};
};

// A right that the tool granted and the SQL grants no more.
struct WithdrawnGrant {
  sql::GrantedRight right;
  bool option_only = false;      // it is granted still, without its option
  bool is_revoked = false;       // the plan has the REVOKE
  std::string kept_because;      // where it was asked for and is not in the plan
  std::string ToString() const;  // "SELECT ON db.* TO u", "the GRANT OPTION of ..."
};

enum class StepKind : std::uint8_t { kBootstrap, kUpgrade, kDowngrade };
std::string_view StepKindName(StepKind kind);

// One bootstrap file, or one part of one revision.
struct PlannedStep {
  StepKind kind = StepKind::kUpgrade;
  revision::RevisionId id;  // empty for bootstrap
  std::string service;      // empty for bootstrap
  std::string message;
  std::string file;
  std::string hash;         // hex, of the revision or bootstrap file
  std::string reason;       // "needed by 0007", "the goal", "half-way: 2 of 5 statements are done"
  std::uint32_t total = 0;  // statements of the part, with those that are done already
  std::uint32_t already_done = 0;  // 1..already_done are not in `statements`
  std::vector<PlannedStatement> statements;
};

struct Plan {
  std::string goal;  // as the user wrote it: "heads", "-1"; "bootstrap" for a bootstrap
  std::vector<PlannedStep> steps;
  // What does not stand in the way and should be known, all of Severity::kWarning: applied-edited,
  // newer-database, and what rendering warns of.
  Diagnostics warnings;
  // Of a bootstrap, reconciled (plan/reconcile.h).
  std::vector<WithdrawnGrant> withdrawn;
  std::vector<std::string> undeclared;  // objects that the tool made and no SQL names any more

  std::size_t StatementCount() const;  // that will be sent
  std::size_t LeftOutCount() const;
  bool empty() const { return steps.empty(); }
};

// A plan, or everything that stands in its way (a missing secret in three files is three
// diagnostics). The same input gives the same plan.
using PlanResult = std::expected<Plan, Diagnostics>;

// One step per file of bootstrap/ that has statements. Statements that the server cannot run (users
// and grants without access management, ON CLUSTER where that is refused) are left out with the
// reason: bootstrap is repeatable, and what it lacks here another server will get.
PlanResult PlanBootstrap(const project::Project& project, const project::Values& values,
                         const Capabilities& capabilities);

// The steps to the goal, of the target grammar (revision/target_grammar.h). A revision without
// statements has a step with total 0. A half-way revision goes on behind its last statement that is
// done. Access statements are left out as in a bootstrap. Rules of the errors:
//   target           the target grammar refuses the goal
//   released-edited  a released revision that is applied has changed since, wherever it stands
//   applied-edited   likewise one that is not released and would be downgraded; elsewhere a warning
//   resume-edited    a half-way revision whose done statements have changed or are gone
//   half-way         a revision half-way in the other direction; the advice finishes it
//   chunk            a `-- chunk:` that cannot be, or that this server cannot do
//   irreversible     a downgrade part that says so
//   on-cluster       ON CLUSTER where the server refuses it: what comes later would need its
//   effect,
//                    so that it is not left out as in a bootstrap
// and those of project::RenderStatements. An open statement (Progress::open) is no error: exec
// settles it before it plans.
PlanResult PlanUpgrade(const project::Project& project, const revision::AppliedState& applied,
                       const project::Values& values, const Capabilities& capabilities,
                       std::string_view goal);
PlanResult PlanDowngrade(const project::Project& project, const revision::AppliedState& applied,
                         const project::Values& values, const Capabilities& capabilities,
                         std::string_view goal);

// What made the state that `applied` tells of, on an empty server, bootstrap not included: the
// upgrade parts of the revisions that are applied, in the graph's order; of one half-way the
// statements that are done, either way. For an engine that is thrown away: sources that have
// changed since are taken as they are now, with a warning.
PlanResult PlanReplay(const project::Project& project, const revision::AppliedState& applied,
                      const project::Values& values, const Capabilities& capabilities);

}  // namespace housewright::plan
