#include "cli/commands/adopt.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <string>

#include "base/text.h"
#include "cli/drift_check.h"
#include "cli/journal_writing.h"
#include "cli/project_loading.h"
#include "cli/render/drift.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/situation.h"
#include "cli/version_rows.h"
#include "interop/alembic_adopt.h"
#include "interop/alembic_version_table.h"
#include "project/replacements.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;
using revision::RevisionGraph;

// What the journal says already: the same, nothing at all, or something else, which is refused.
enum class JournalSays : std::uint8_t { kNothing, kTheSame };

Result<JournalSays> Compare(const project::Project& project, const AppliedState& applied,
                            const interop::AlembicState& state) {
  std::size_t known = 0;
  bool same = true;
  for (const auto& [id, revision] : applied.revisions) {
    if (!revision.applied && !revision.progress) continue;
    ++known;
    const auto index = project.graph.Find(id);
    same = same && !revision.progress && index && state.applied.Contains(*index);
  }
  if (known == 0) return JournalSays::kNothing;
  if (same && known == state.applied.Count()) return JournalSays::kTheSame;
  return Fail(
      Error(ErrorCode::kConflict,
            fmt::format("the journal is not empty: it knows {} that {} applied or half-way, "
                        "others than the rows of Alembic's table mean",
                        Count(known, "revision"), known == 1 ? "is" : "are"))
          .WithAdvice("look at `housewright status`; `housewright stamp REV` changes what "
                      "the journal says"));
}

// Rows of services that do not run on the target: recorded, they would be nobody's.
Result<void> RefuseElsewhere(const project::Project& project,
                             const interop::AlembicVersionTable& table, const std::string& target) {
  for (const std::string& row : table.rows) {
    const auto found = project.elsewhere.find(revision::RevisionId(row));
    if (found == project.elsewhere.end()) continue;
    return Fail(Error(ErrorCode::kConflict,
                      fmt::format("the table '{}.{}' has {} of service '{}', which is not on "
                                  "target '{}'",
                                  table.database, table.table, row, found->second, target))
                    .WithAdvice(fmt::format("add \"{}\" to services of [targets.{}], then adopt",
                                            found->second, target)));
  }
  return {};
}

std::vector<RevisionGraph::Index> InOrder(const RevisionGraph& graph,
                                          const revision::RevisionSet& set) {
  std::vector<RevisionGraph::Index> indexes;
  for (const auto index : graph.TopologicalOrder()) {
    if (set.Contains(index)) indexes.push_back(index);
  }
  return indexes;
}

// The heads as the table writes them.
std::vector<std::string> RowsOf(const interop::AlembicState& state) {
  std::vector<std::string> rows;
  for (const std::string& head : state.heads) {
    std::string row = head;
    for (const auto& [id, successor] : state.replaced) {
      const bool is_old = std::ranges::find(state.outdated, id) != state.outdated.end();
      if (successor == head && !is_old) row = id;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string PlanText(const interop::AlembicVersionTable& table, const interop::AlembicState& state,
                     const std::vector<std::string>& ids, const std::string& display) {
  std::string out = fmt::format("{}.{} on {} says: {}\n", table.database, table.table, display,
                                Join(RowsOf(state), ", "));
  if (!state.outdated.empty()) {
    out += fmt::format("older rows, which ClickHouse has not merged away yet: {}\n",
                       Join(state.outdated, ", "));
  }
  if (!state.unmerged.empty()) {
    out += fmt::format(
        "note: of these rows ClickHouse will drop {} when it merges the parts of "
        "this {}; Alembic takes them for applied as long as they are there\n",
        Join(state.unmerged, ", "), table.engine);
  }
  for (const auto& [id, successor] : state.replaced) {
    out += fmt::format("{} is gone: {} stands for it\n", id, successor);
  }
  out += fmt::format("to be recorded as applied, without running anything: {}\n  {}",
                     Count(ids.size(), "revision"), Join(ids, ", "));
  return out;
}

// Nothing where the answer is yes.
Result<bool> Confirm(const AdoptOptions& options, Context& context) {
  if (options.yes) return true;
  if (context.io.in == nullptr || !context.io.in_is_terminal) {
    return Fail(Error(ErrorCode::kUsage,
                      "nothing was recorded: `housewright adopt` asks before it writes, and there "
                      "is no terminal to ask on")
                    .WithAdvice("housewright adopt alembic --yes"));
  }
  context.io.err << "record this? [y/N] " << std::flush;
  std::string answer;
  std::getline(*context.io.in, answer);
  answer = ToLower(Trim(answer));
  return answer == "y" || answer == "yes";
}

Result<Status> Record(Context& context, const project::Project& project,
                      TargetConnection& connection, const journal::JournalContents& contents,
                      const std::vector<RevisionGraph::Index>& indexes, VersionRows& rows) {
  ASSIGN_OR_RETURN(const journal::Entry entry, NewEntry(context, connection, contents, "adopt"));
  std::vector<journal::Entry> entries;
  for (const RevisionGraph::Index index : indexes) {
    const project::RevisionFile& file = project.FileOf(index);
    journal::Entry& stamp = entries.emplace_back(entry);
    stamp.kind = journal::EntryKind::kStamp;
    stamp.service = file.service;
    stamp.revision = file.id.text();
    stamp.direction = revision::DirectionName(revision::Direction::kUpgrade);
    stamp.revision_hash = file.hash.ToHex();
  }
  return AppendEntries(context, project, connection, contents, std::move(entries), rows);
}

// What the rows say by themselves: a row of a squashed revision whose file is kept means that file,
// not the revision that replaces it and others.
AppliedState StateOfRows(const interop::AlembicVersionTable& table) {
  AppliedState state;
  for (const std::string& row : table.rows) {
    state.revisions[revision::RevisionId(row)].applied = true;
  }
  return state;
}

bool IsAsTheRevisionsMadeIt(const rehearse::DriftReport& report) {
  return report.differences.empty() && report.not_replayed.empty() && !report.begun;
}

// What is to be done about what differs.
std::string AdviceFor(const rehearse::DriftReport& report) {
  constexpr std::string_view kAnyway = "or record all the same with --despite-differences";
  if (!report.begun) return fmt::format("make the target as the revisions say, {}", kAnyway);
  const rehearse::BegunRevision& begun = *report.begun;
  if (begun.statements == begun.of) {
    return fmt::format("write {} into Alembic's table if it is applied, {}", begun.revision,
                       kAnyway);
  }
  return fmt::format(
      "finish revision {} or take its first {} back by hand, and adopt again, {}", begun.revision,
      begun.statements == 1 ? "statement" : fmt::format("{} statements", begun.statements),
      kAnyway);
}

class Adoption {
 public:
  Adoption(const AdoptOptions& options, Context& context, const project::Project& project,
           TargetConnection& connection, interop::AlembicVersionTable table)
      : options_(options),
        context_(context),
        project_(project),
        connection_(connection),
        table_(std::move(table)),
        rows_(context, project, connection) {}

  Outcome<Status> Run() {
    TRY(RefuseElsewhere(project_, table_, connection_.name()));
    ASSIGN_OR_RETURN(state_, interop::ReadAlembicState(table_, project_.graph,
                                                       project::ReplacedIds(project_.revisions)));
    ASSIGN_OR_RETURN(const journal::JournalContents contents, connection_.ReadJournal(true));
    const AppliedState applied = AppliedOf(project_, contents);
    ASSIGN_OR_RETURN(const JournalSays says, Compare(project_, applied, state_));
    if (says == JournalSays::kTheSame)
      return FinishNothing(contents, "nothing to do: the journal says so already");

    const auto indexes = InOrder(project_.graph, state_.applied);
    std::vector<std::string> ids;
    for (const auto index : indexes) ids.push_back(project_.graph.node(index).id.text());
    const std::string plan = PlanText(table_, state_, ids, connection_.Display());
    options_.yes ? context_.talk.Say(plan) : context_.talk.Insist(plan);
    ASSIGN_OR_RETURN(const bool may_record, IsSchemaRight());
    if (!may_record) return Refuse();
    ASSIGN_OR_RETURN(const bool confirmed, Confirm(options_, context_));
    if (!confirmed) {
      context_.talk.Insist("nothing was recorded");
      return Status::kFailed;
    }
    TRY(rows_.Check());
    ASSIGN_OR_RETURN(const Status status,
                     Record(context_, project_, connection_, contents, indexes, rows_));
    return Finish(status, ids,
                  fmt::format("adopted: {} recorded as applied, from {}",
                              Count(ids.size(), "revision"), Source()));
  }

 private:
  std::string Source() const { return fmt::format("{}.{}", table_.database, table_.table); }

  Outcome<bool> IsSchemaRight() {
    // What the revisions that are to be recorded should have made.
    auto compared =
        CheckDrift(context_, project_, connection_, StateWith(project_, state_.applied),
                   {.ignored = {{table_.database, table_.table}}, .bootstrap_is_to_come = true});
    if (!compared) {
      if (!options_.despite_differences) return std::unexpected(std::move(compared).error());
      context_.talk.Insist(fmt::format("note: what is there was not compared: {}",
                                       compared.error().error.message()));
      return true;
    }
    report_ = *std::move(compared);
    const bool is_right = IsAsTheRevisionsMadeIt(*report_);
    const std::string text = DriftText(*report_, context_.redactor) + DriftClosing(*report_);
    is_right ? context_.talk.Say(text) : context_.talk.Insist(text);
    return is_right || options_.despite_differences;
  }

  Outcome<Status> Refuse() {
    if (context_.json()) {
      PrintJson({});
      return Status::kDifferences;
    }
    return std::unexpected(
        Error(
            ErrorCode::kDifferences,
            "nothing was recorded: the target is not as the revisions that its table names made it")
            .WithAdvice(AdviceFor(*report_)));
  }

  Outcome<Status> Finish(Status status, const std::vector<std::string>& ids,
                         const std::string& closing) {
    if (context_.json()) {
      PrintJson(ids);
    } else {
      context_.io.out << closing << "\n";
    }
    return status;
  }

  Outcome<Status> FinishNothing(const journal::JournalContents& contents,
                                const std::string& closing) {
    ASSIGN_OR_RETURN(const Status status,
                     KeepVersionRows(context_, project_, connection_, contents, "adopt"));
    return Finish(status, {}, closing);
  }

  void PrintJson(const std::vector<std::string>& ids) {
    const std::string comparison =
        report_ ? DriftJson(connection_.name(), *report_, !IsAsTheRevisionsMadeIt(*report_),
                            context_.redactor)
                : "";
    context_.io.out << AdoptJson(connection_.name(), Source(), state_, ids, comparison);
  }

  const AdoptOptions& options_;
  Context& context_;
  const project::Project& project_;
  TargetConnection& connection_;
  interop::AlembicVersionTable table_;
  interop::AlembicState state_;
  VersionRows rows_;
  std::optional<rehearse::DriftReport> report_;
};

}  // namespace

Outcome<Status> Execute(const AdoptOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project whole, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, whole));
  ASSIGN_OR_RETURN(
      interop::AlembicVersionTable table,
      interop::ReadAlembicVersionTable(connection.statements(), options.database, options.table));
  const FittingProject fitting(whole, StateOfRows(table));
  fitting.SayIfAmong(context);
  return Adoption(options, context, fitting.get(), connection, std::move(table)).Run();
}

}  // namespace housewright::cli
