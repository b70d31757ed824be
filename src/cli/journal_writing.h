#pragma once

// For the commands that write to the journal without running a plan: stamp and resolve.

#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/target_connection.h"
#include "journal/entry.h"
#include "project/project.h"

namespace housewright::cli {

// Who, when and with what; the caller fills in which revision and what of it.
Result<journal::Entry> NewEntry(const Context& context, TargetConnection& connection,
                                const journal::JournalContents& contents,
                                const std::string& command);
// Under the lock, which is not waited for; creates the journal where it is missing. kLocked, and
// nothing is written, where another run holds the lock or has written since `contents` were read:
// what the caller decided by them may be wrong. `entries` holds at least one. Answers what is
// applied with them.
Result<revision::AppliedState> AppendEntries(Context& context, const project::Project& project,
                                             TargetConnection& connection,
                                             const journal::JournalContents& contents,
                                             std::vector<journal::Entry> entries);

}  // namespace housewright::cli
