#include "cli/commands/stamp.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/journal_writing.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::Direction;

struct Change {
  revision::RevisionId id;
  Direction direction = Direction::kUpgrade;
  std::string service;
  std::string hash;
};

// From what the journal says to what it is to say. A revision that stands half-way is always
// stamped, so that it does not stay so.
std::vector<Change> ChangesTo(const project::Project& project,
                              const revision::AppliedState& applied,
                              const revision::RevisionSet& wanted) {
  std::vector<Change> changes;
  for (const auto index : project.graph.TopologicalOrder()) {
    const project::RevisionFile& file = project.FileOf(index);
    const auto state = applied.revisions.find(file.id);
    const bool known = state != applied.revisions.end();
    const bool is_applied = known && state->second.applied;
    const bool half_way = known && state->second.progress.has_value();
    if (is_applied == wanted.Contains(index) && !half_way) continue;
    changes.push_back(
        {.id = file.id,
         .direction = wanted.Contains(index) ? Direction::kUpgrade : Direction::kDowngrade,
         .service = file.service,
         .hash = file.hash.ToHex()});
  }
  return changes;
}

std::vector<std::string> IdsOf(const std::vector<Change>& changes, Direction direction) {
  std::vector<std::string> ids;
  for (const Change& change : changes) {
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
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const revision::AppliedState applied = AppliedOf(contents);
  if (!options.purge) TRY(RefuseUnknown(project, applied));
  ASSIGN_OR_RETURN(const revision::RevisionSet wanted,
                   revision::ResolveStamp(project.graph, applied, options.revisions));
  std::vector<Change> changes = ChangesTo(project, applied, wanted);
  for (const std::string& id : UnknownRevisions(project, applied)) {
    const revision::RevisionId unknown(id);
    const revision::RevisionState& state = applied.revisions.at(unknown);
    changes.push_back({unknown, Direction::kDowngrade, state.service, state.revision_hash});
  }
  if (!changes.empty()) {
    ASSIGN_OR_RETURN(const journal::Entry entry, NewEntry(context, connection, contents, "stamp"));
    std::vector<journal::Entry> entries;
    for (const Change& change : changes) {
      journal::Entry& stamp = entries.emplace_back(entry);
      stamp.kind = journal::EntryKind::kStamp;
      stamp.service = change.service;
      stamp.revision = change.id.text();
      stamp.direction = DirectionName(change.direction);
      stamp.revision_hash = change.hash;
    }
    TRY(AppendEntries(connection, contents, std::move(entries)));
  }
  const std::vector<std::string> added = IdsOf(changes, Direction::kUpgrade);
  const std::vector<std::string> removed = IdsOf(changes, Direction::kDowngrade);
  context.io.out << (context.json() ? StampJson(connection.name(), added, removed)
                                    : ChangesText(added, removed));
  return Status::kDone;
}

}  // namespace housewright::cli
