#include "cli/journal_writing.h"

#include <fmt/format.h>

#include "base/random.h"
#include "cli/command_table.h"
#include "cli/target_lock.h"
#include "journal/fold.h"
#include "journal/journal.h"
#include "project/replacements.h"

namespace housewright::cli {

Error ChangedMeanwhile(const std::string& command) {
  return Error(ErrorCode::kLocked,
               "another run has written to the journal since it was read; nothing was written")
      .WithAdvice(
          fmt::format("look at `housewright status`, then run `housewright {}` again", command));
}

Result<journal::Entry> NewEntry(const Context& context, TargetConnection& connection,
                                const journal::JournalContents& contents,
                                const std::string& command) {
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, connection.Facts());
  journal::Entry entry;
  // A higher epoch than any run's: what was decided here fences a run that still believes to be on.
  entry.epoch = contents.entries.empty() ? 1 : contents.entries.back().epoch + 1;
  entry.run_id = RandomHex(8);
  entry.command = command;
  entry.host = facts->host_name;
  entry.client_time_ms = context.io.clock.Now().time_since_epoch().count();
  entry.tool_version = kVersion;
  entry.server_version = facts->version_text;
  entry.os_user = context.io.os_user();
  entry.os_host = context.io.os_host;
  return entry;
}

Result<Status> AppendEntries(Context& context, const project::Project& project,
                             TargetConnection& connection, const journal::JournalContents& contents,
                             std::vector<journal::Entry> entries, VersionRows& rows) {
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, connection.Facts());
  db::Session& session = connection.journal_session();
  const std::string command = entries.front().command;
  LockQueue queue(context, connection, entries.front().run_id, command, {}, {});
  std::unique_ptr<TargetLock> lock;
  while (lock == nullptr) {
    ASSIGN_OR_RETURN(lock, queue.Try(LastSeqOf(contents)));
  }
  ASSIGN_OR_RETURN(const journal::JournalContents now, connection.ReadJournal(true));
  TRY(lock->lock().Confirm(session));
  if (AnotherWroteBehind(now, LastSeqOf(contents), entries.front().run_id)) {
    return Fail(ChangedMeanwhile(command));
  }
  if (!contents.exists) TRY(journal::CreateJournal(session, connection.journal_name(), *facts));
  journal::Journal journal(session, connection.journal_name(), *facts, LastSeqOf(now));
  journal.FenceWith(&lock->lock());
  revision::AppliedState applied = journal::Fold(contents.entries);
  for (const journal::Entry& entry : entries) journal::Apply(applied, entry);
  auto written = journal.Append(std::move(entries));
  if (journal.may_leave_rows()) lock->LeaveToSuccessor();
  TRY(std::move(written));
  return rows.Finish(project::WithReplacements(project, std::move(applied)));
}

}  // namespace housewright::cli
