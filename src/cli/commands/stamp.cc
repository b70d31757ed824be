#include "cli/commands/stamp.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/journal_writing.h"
#include "cli/planning.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/script_output.h"
#include "cli/stamp_changes.h"
#include "cli/version_rows.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::Direction;

std::vector<std::string> IdsOf(const std::vector<StampChange>& changes, Direction direction) {
  std::vector<std::string> ids;
  for (const StampChange& change : changes) {
    if (change.direction == direction) ids.push_back(change.id.text());
  }
  return ids;
}

std::string ChangesText(const std::vector<std::string>& applied,
                        const std::vector<std::string>& removed) {
  if (applied.empty() && removed.empty()) return "nothing to do: the journal says so already\n";
  std::string out;
  if (!applied.empty()) out += fmt::format("stamped as applied: {}\n", Join(applied, ", "));
  if (!removed.empty()) out += fmt::format("stamped as not applied: {}\n", Join(removed, ", "));
  return out;
}

}  // namespace

Outcome<Status> Execute(const StampOptions& options, Context& context) {
  if (options.sql) return PrintStampSql(context, options);
  for (const std::string& target : options.revisions) {
    TRY(RefuseRange({"stamp", Direction::kUpgrade, target}));
  }
  ASSIGN_OR_RETURN(const project::Project whole, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, whole));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const revision::AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  fitting.SayIfAmong(context);
  const project::Project& project = fitting.get();
  if (!options.purge) TRY(RefuseUnknown(project, applied));
  ASSIGN_OR_RETURN(const revision::RevisionSet wanted,
                   revision::ResolveStamp(project.graph, applied, options.revisions));
  const std::vector<StampChange> changes = StampChangesTo(project, applied, wanted);
  VersionRows rows(context, project, connection);
  Status status = Status::kDone;
  if (!changes.empty()) {
    TRY(rows.Check());
    ASSIGN_OR_RETURN(const journal::Entry entry, NewEntry(context, connection, contents, "stamp"));
    std::vector<journal::Entry> entries;
    for (const StampChange& change : changes) {
      SetStamp(entries.emplace_back(entry), change);
    }
    ASSIGN_OR_RETURN(
        status, AppendEntries(context, project, connection, contents, std::move(entries), rows));
  } else {
    ASSIGN_OR_RETURN(status, KeepVersionRows(context, whole, connection, contents, "stamp"));
  }
  const std::vector<std::string> added = IdsOf(changes, Direction::kUpgrade);
  const std::vector<std::string> removed = IdsOf(changes, Direction::kDowngrade);
  context.io.out << (context.json() ? StampJson(connection.name(), added, removed)
                                    : ChangesText(added, removed));
  return status;
}

}  // namespace housewright::cli
