#pragma once

// The errors with which a run ends: which statement, where it stands, what is true now, and the one
// next command. No text of them is redacted here.

#include <string>
#include <string_view>

#include "base/error.h"
#include "exec/mutations.h"
#include "exec/unit.h"

namespace housewright::exec {

// The server refused it, `tries` times, or it was never sent. `wrote_nothing`: where it writes
// rows, none of them is there. `command` is "upgrade", "downgrade", ...
Error StoppedAt(const Unit& unit, const Error& cause, int tries, bool wrote_nothing,
                std::string_view command);
// Sent, and no probe can tell.
Error NeedsDecision(const Unit& unit, const Error& cause, std::string_view evidence);
// Accepted, and the server fails to do it and goes on trying.
Error MutationFails(const Unit& unit, const Mutation& mutation);
// Sent, and the server cannot be asked.
Error OutcomeUnknown(const Unit& unit, const Error& cause, const Error& why_not_asked,
                     std::string_view command);
// The user asked to stop. `sent`: the connection was dropped while it ran.
Error Interrupted(const Unit& next, bool sent, std::string_view command);
// Everything up to `unit` took effect, or `unit` was not sent, and the journal lacks the last rows.
Error JournalFailed(const Unit& unit, bool sent, const Error& cause, std::string_view command);
// Not sent, because the lock is another run's or may be by now.
Error LockLost(const Unit& unit, const Error& cause, std::string_view command);

// "`housewright resolve 0007 --took-effect` or `housewright resolve 0007 --had-no-effect`".
std::string ResolveCommands(const std::string& revision);
std::string SendAgainCommand(const std::string& revision);

}  // namespace housewright::exec
