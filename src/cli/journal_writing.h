#pragma once

// For the commands that write to the journal without running a plan: stamp and resolve.

#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/exit_code.h"
#include "cli/target_connection.h"
#include "cli/version_rows.h"
#include "journal/entry.h"
#include "project/project.h"

namespace housewright::cli {

// Who, when and with what; the caller fills in which revision and what of it.
Result<journal::Entry> NewEntry(const Context& context, TargetConnection& connection,
                                const journal::JournalContents& contents,
                                const std::string& command);
// Under the lock, which is not waited for; creates the journal where it is missing. kLocked, and
// nothing is written, where another run holds the lock or has written since `contents` were read:
// what the caller decided by them may be wrong. `entries` holds at least one. Alembic's version
// table then gets the rows of what is applied, still under the lock: the status is that of
// VersionRows::Finish().
Result<Status> AppendEntries(Context& context, const project::Project& project,
                             TargetConnection& connection, const journal::JournalContents& contents,
                             std::vector<journal::Entry> entries, VersionRows& rows);
// Of a run that decided by what was there before it waited for another. kLocked.
Error ChangedMeanwhile(const std::string& command);

}  // namespace housewright::cli
