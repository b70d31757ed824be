#include "cli/script_output.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/sql_script.h"
#include "cli/situation.h"
#include "cli/target_choice.h"
#include "cli/target_connection.h"
#include "cli/version_rows.h"
#include "exec/settle.h"
#include "interop/alembic_version_rows.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;
using revision::Direction;
using revision::RevisionGraph;

// Alembic's rule: a downgrade script must know where it begins.
Error NoStart(const std::string& goal) {
  return Error(ErrorCode::kUsage, "`downgrade --sql` needs START:GOAL, or --from-target")
      .WithAdvice(fmt::format("housewright downgrade heads:{} --sql", goal));
}

Error TwoStarts(const std::string& command, const std::string& start) {
  return Error(ErrorCode::kUsage,
               fmt::format("both '{}:' and --from-target say where the script begins", start))
      .WithAdvice(fmt::format("leave one of them out: housewright {} --help", command));
}

Error OpenStatement() {
  return Error(ErrorCode::kConflict,
               "a statement is open on the target, and no script can tell whether it took effect")
      .WithAdvice("`housewright status` shows it; the next run on the target settles it");
}

// A script sends statements whole: rows of the chunks that are done would come twice.
Result<void> RefuseRestOfChunks(const plan::Plan& plan) {
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      if (!planned.chunks || planned.chunks->finished.empty()) continue;
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("statement {} of revision {} stands half-way, by chunks, and "
                                    "no script can go on with it",
                                    planned.index, step.id.text()))
                      .WithAdvice("run `housewright upgrade` on the target"));
    }
  }
  return {};
}

// Where a script begins, and the connection that its values may come from.
struct Beginning {
  std::optional<TargetConnection> connection;
  Situation situation;
  ScriptFrame frame;  // but for title and what is expected
};

Result<Beginning> Begin(Context& context, const project::Project& project,
                        const std::optional<std::string>& start, const std::string& command,
                        const ScriptOptions& options,
                        UnknownRevision unknown = UnknownRevision::kIsRefused) {
  Beginning begin;
  if (options.from_target) {
    if (start) return Fail(TwoStarts(command, *start));
    ASSIGN_OR_RETURN(begin.connection, TargetConnection::Open(context, project));
    ASSIGN_OR_RETURN(begin.situation,
                     TargetSituation(context, project, *begin.connection, unknown));
    if (exec::NeedsSettling(begin.situation.applied)) return Fail(OpenStatement());
    begin.frame.start = fmt::format("where {} stood", begin.connection->Display());
    begin.frame.server = begin.situation.facts->version;
  } else {
    const std::string from = start.value_or("base");
    ASSIGN_OR_RETURN(begin.situation, OfflineSituation(context, project, from));
    begin.frame.start = fmt::format("at {}", from);
  }
  ASSIGN_OR_RETURN(begin.frame.journal, JournalNameOf(context, project, begin.situation.values,
                                                      begin.situation.keeper_path));
  begin.frame.command = command;
  begin.frame.tag = options.tag;
  begin.frame.settings = begin.situation.settings;
  if (const auto& kept = begin.situation.version_table) {
    begin.frame.version_table = {
        .kept = *kept, .ordering = std::string(interop::kAlembicOrdering), .rows = {}};
    if (begin.connection) {
      auto keeper = KeeperOf(*begin.connection);
      TRY(keeper->Check());
      begin.frame.version_table->ordering = keeper->ordering();
    }
  }
  return begin;
}

// What the journal must say of each revision that the script depends on.
class Expectations {
 public:
  Expectations(const project::Project& project, const AppliedState& applied)
      : project_(project), applied_(applied) {
    // They imply all that they need.
    for (const RevisionGraph::Index head : revision::AppliedHeads(project.graph, applied)) {
      Add(project.graph.node(head).id);
    }
  }

  // As it stands where the script begins.
  void Add(const revision::RevisionId& id) {
    const auto state = applied_.revisions.find(id);
    stands_[id.text()] = state == applied_.revisions.end() ? "" : journal::StandOf(state->second);
    if (state == applied_.revisions.end()) return;
    revision::RevisionState replaced;
    replaced.applied = true;
    for (const revision::RevisionId& one : state->second.applied_by)
      stands_[one.text()] = journal::StandOf(replaced);
  }

  // A downgrade begun later would undo what needs these as well.
  void AddDependents(const plan::Plan& plan) {
    std::vector<RevisionGraph::Index> undone;
    for (const plan::PlannedStep& step : plan.steps) {
      if (const auto index = project_.graph.Find(step.id)) undone.push_back(*index);
    }
    const revision::RevisionSet dependents = revision::WithDescendants(project_.graph, undone);
    for (RevisionGraph::Index i = 0; i < project_.graph.size(); ++i) {
      if (dependents.Contains(i)) Add(project_.graph.node(i).id);
    }
  }

  std::vector<journal::ExpectedStand> Take() const {
    std::vector<journal::ExpectedStand> expected;
    for (const auto& [id, stand] : stands_) expected.push_back({id, stand});
    return expected;
  }

 private:
  const project::Project& project_;
  const AppliedState& applied_;
  std::map<std::string, std::string> stands_;
};

// The rows of Alembic's version table after each step.
std::vector<std::vector<std::string>> VersionRowsAfter(const plan::Plan& plan,
                                                       const project::Project& project,
                                                       AppliedState applied) {
  std::vector<std::vector<std::string>> rows;
  for (const plan::PlannedStep& step : plan.steps) {
    applied.revisions[step.id].applied = step.kind != plan::StepKind::kDowngrade;
    rows.push_back(interop::VersionRowsOf(project.graph, applied));
  }
  return rows;
}

std::vector<std::string> VersionRowsAfter(const std::vector<StampChange>& changes,
                                          const project::Project& project, AppliedState applied) {
  for (const StampChange& change : changes) {
    applied.revisions[change.id].applied = change.direction == Direction::kUpgrade;
  }
  return interop::VersionRowsOf(project.graph, applied);
}

void Print(Context& context, const std::string& command, const std::string& script) {
  context.io.out << (context.json() ? TextJson(command, "sql", script) : script);
}

// The goals and the start that all of them have in common.
struct StampRange {
  std::optional<std::string> start;
  std::vector<std::string> goals;
};

Result<StampRange> ParseStampRange(const std::vector<std::string>& targets) {
  StampRange range;
  for (const std::string& target : targets) {
    ASSIGN_OR_RETURN(GoalRange one, ParseGoalRange(target));
    if (!range.goals.empty() && one.start != range.start) {
      return Fail(
          Error(ErrorCode::kUsage, "`stamp --sql` begins at one place, and its ranges name several")
              .WithAdvice("write the same START: before each of them"));
    }
    range.start = std::move(one.start);
    range.goals.push_back(std::move(one.goal));
  }
  return range;
}

// With a target that the user names, only that target's services.
Outcome<project::Project> LoadProjectForScript(Context& context) {
  return RequestedTarget(context) ? LoadProjectForTarget(context) : LoadProjectOrFail(context);
}

}  // namespace

Outcome<Status> PrintSql(Context& context, const RunRequest& request, SqlOutput secrets,
                         const ScriptOptions& options) {
  ASSIGN_OR_RETURN(const project::Project whole, LoadProjectForScript(context));
  ASSIGN_OR_RETURN(const GoalRange range, ParseGoalRange(request.goal));
  const bool is_downgrade = request.direction == Direction::kDowngrade;
  if (is_downgrade && !range.start && !options.from_target) {
    return std::unexpected(NoStart(range.goal));
  }
  ASSIGN_OR_RETURN(Beginning begin, Begin(context, whole, range.start, request.command, options));
  const FittingProject fitting(whole, begin.situation.applied);
  fitting.SayIfAmong(context);
  const project::Project& project = fitting.get();
  if (secrets == SqlOutput::kPrintMasked) FillMissingSecrets(begin.situation.values);
  const RunRequest goal{request.command, request.direction, range.goal};
  const AppliedState& applied = begin.situation.applied;
  begin.situation.capabilities.table_filters = true;  // a script has no use for them
  const auto plan =
      MakePlan(project, applied, begin.situation.values, begin.situation.capabilities, goal);
  if (!plan) return std::unexpected(FailureOf(plan.error()));
  TRY(RefuseRestOfChunks(*plan));
  SayWarnings(context, plan->warnings);
  Expectations expected(project, applied);
  for (const plan::PlannedStep& step : plan->steps) expected.Add(step.id);
  if (is_downgrade) expected.AddDependents(*plan);
  begin.frame.expected = expected.Take();
  if (begin.frame.version_table) {
    begin.frame.version_table->rows = VersionRowsAfter(*plan, project, applied);
  }
  begin.frame.title = fmt::format("{} {} to {}", DirectionName(request.direction),
                                  begin.situation.from, range.goal);
  ASSIGN_OR_RETURN(
      const std::string script,
      PlanScript(*plan, project, context.redactor,
                 secrets == SqlOutput::kPrintMasked ? Secrets::kMasked : Secrets::kShown,
                 begin.frame));
  Print(context, request.command, script);
  return Status::kDone;
}

Outcome<Status> PrintStampSql(Context& context, const StampOptions& options) {
  if (options.purge && !options.script.from_target) {
    return std::unexpected(
        Error(ErrorCode::kUsage, "only a server knows what `stamp --purge` is to strike out")
            .WithAdvice("add --from-target"));
  }
  ASSIGN_OR_RETURN(const project::Project whole, LoadProjectForScript(context));
  ASSIGN_OR_RETURN(const StampRange range, ParseStampRange(options.revisions));
  const auto unknown = options.purge ? UnknownRevision::kIsAllowed : UnknownRevision::kIsRefused;
  ASSIGN_OR_RETURN(Beginning begin,
                   Begin(context, whole, range.start, "stamp", options.script, unknown));
  const FittingProject fitting(whole, begin.situation.applied);
  fitting.SayIfAmong(context);
  const project::Project& project = fitting.get();
  const AppliedState& applied = begin.situation.applied;
  ASSIGN_OR_RETURN(const revision::RevisionSet wanted,
                   revision::ResolveStamp(project.graph, applied, range.goals));
  const std::vector<StampChange> changes = StampChangesTo(project, applied, wanted);
  Expectations expected(project, applied);
  for (const StampChange& change : changes) expected.Add(change.id);
  begin.frame.expected = expected.Take();
  if (begin.frame.version_table) {
    begin.frame.version_table->rows = {VersionRowsAfter(changes, project, applied)};
  }
  begin.frame.title = fmt::format("stamp {} to {}", begin.situation.from, Join(range.goals, " "));
  Print(context, "stamp", StampScript(changes, begin.frame));
  return Status::kDone;
}

}  // namespace housewright::cli
