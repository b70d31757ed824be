#include "cli/commands/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"
#include "cli/target_lock.h"

namespace housewright::cli {
namespace {

std::optional<LastRunView> LastRunOf(const std::vector<journal::Entry>& entries) {
  if (entries.empty()) return std::nullopt;
  const std::string& run_id = entries.back().run_id;
  const auto first = std::ranges::find(entries, run_id, &journal::Entry::run_id);
  return LastRunView{.run_id = run_id,
                     .command = first->command,
                     .by = first->os_user + "@" + first->os_host,
                     .began = first->server_time,
                     .last_entry = entries.back().server_time,
                     .ended = entries.back().kind == journal::EntryKind::kRelease ||
                              entries.back().kind == journal::EntryKind::kStamp ||
                              entries.back().kind == journal::EntryKind::kReconciled};
}

std::vector<std::string> EditedRevisions(const project::Project& project,
                                         const revision::AppliedState& applied) {
  std::vector<std::string> edited;
  for (const project::RevisionFile& file : project.revisions) {
    const auto state = applied.revisions.find(file.id);
    if (state == applied.revisions.end() || !applied.IsApplied(file.id)) continue;
    const std::string& hash = state->second.revision_hash;
    if (!hash.empty() && hash != file.hash.ToHex()) edited.push_back(file.id.text());
  }
  std::ranges::sort(edited);
  return edited;
}

StatusView StatusOf(const project::Project& whole, const TargetConnection& connection,
                    const journal::JournalContents& contents) {
  const revision::AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  StatusView view;
  view.target = connection.name();
  view.display = connection.Display();
  view.server_version = contents.server_version;
  view.journal_database = connection.journal_name().database;
  view.journal_table = connection.journal_name().table;
  view.journal_exists = contents.exists;
  view.total = project.graph.size();
  for (const auto index : project.graph.TopologicalOrder()) {
    if (applied.IsApplied(project.graph.node(index).id)) {
      ++view.applied;
    } else {
      view.pending.push_back(ViewOf(project, index));
    }
  }
  view.unknown = UnknownRevisions(project, applied);
  view.edited = EditedRevisions(project, applied);
  for (const auto& [id, state] : applied.revisions) {
    if (state.progress) view.half_way.emplace(id, *state.progress);
  }
  view.last_run = LastRunOf(contents.entries);
  return view;
}

}  // namespace

Outcome<Status> Execute(const StatusOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LookAtProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(false));
  StatusView view = StatusOf(project, connection, contents);
  ASSIGN_OR_RETURN(const std::vector<journal::SeenLock> locks,
                   journal::ReadLocks(connection.journal_session(), connection.journal_name()));
  for (const journal::SeenLock& lock : locks) {
    // It has not ended because it goes on.
    if (view.last_run && view.last_run->run_id == lock.owner.run_id && !lock.IsAbandoned()) {
      view.last_run->is_on = true;
    }
  }
  std::ranges::transform(locks, std::back_inserter(view.locks),
                         [](const auto& lock) { return ViewOf(lock); });
  if (context.json()) {
    context.io.out << StatusJson(view);
  } else {
    const Style style(context.io.out_is_terminal && context.talk.style().color());
    context.io.out << StatusText(view, style);
  }
  return Status::kDone;
}

}  // namespace housewright::cli
