#include "cli/commands/adopt.h"

#include <fmt/format.h>

#include <istream>
#include <string>

#include "base/text.h"
#include "cli/journal_writing.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/version_rows.h"
#include "interop/alembic_adopt.h"
#include "interop/alembic_version_table.h"

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

std::string PlanText(const interop::AlembicVersionTable& table, const interop::AlembicState& state,
                     const std::vector<std::string>& ids, const std::string& display) {
  std::string out = fmt::format("{}.{} on {} says: {}\n", table.database, table.table, display,
                                Join(state.heads, ", "));
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

// What is applied then.
Result<AppliedState> Record(Context& context, const project::Project& project,
                            TargetConnection& connection, const journal::JournalContents& contents,
                            const std::vector<RevisionGraph::Index>& indexes) {
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
  return AppendEntries(connection, contents, std::move(entries));
}

}  // namespace

Outcome<Status> Execute(const AdoptOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(
      const interop::AlembicVersionTable table,
      interop::ReadAlembicVersionTable(connection.statements(), options.database, options.table));
  TRY(RefuseElsewhere(project, table, connection.name()));
  ASSIGN_OR_RETURN(const interop::AlembicState state,
                   interop::ReadAlembicState(table, project.graph));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  AppliedState applied = AppliedOf(contents);
  ASSIGN_OR_RETURN(const JournalSays says, Compare(project, applied, state));
  VersionRows rows(context, project, connection);
  const auto indexes = InOrder(project.graph, state.applied);
  std::vector<std::string> ids;
  for (const auto index : indexes) ids.push_back(project.graph.node(index).id.text());
  const std::string source = fmt::format("{}.{}", table.database, table.table);
  if (says == JournalSays::kNothing) {
    const std::string plan = PlanText(table, state, ids, connection.Display());
    options.yes ? context.talk.Say(plan) : context.talk.Insist(plan);
    ASSIGN_OR_RETURN(const bool confirmed, Confirm(options, context));
    if (!confirmed) {
      context.talk.Insist("nothing was recorded");
      return Status::kFailed;
    }
    TRY(rows.Check());
    ASSIGN_OR_RETURN(applied, Record(context, project, connection, contents, indexes));
  } else {
    ids.clear();
  }
  if (context.json()) {
    context.io.out << AdoptJson(connection.name(), source, state.heads, ids);
  } else if (ids.empty()) {
    context.io.out << "nothing to do: the journal says so already\n";
  } else {
    context.io.out << fmt::format("adopted: {} recorded as applied, from {}\n",
                                  Count(ids.size(), "revision"), source);
  }
  return rows.Finish(applied);
}

}  // namespace housewright::cli
