#include "journal/run_lock.h"

#include <fmt/format.h>

#include "base/process_identity.h"
#include "base/text.h"
#include "journal/keeper_lock.h"
#include "journal/numbers.h"
#include "journal/table_lock.h"

namespace housewright::journal {

bool SeenLock::IsAbandoned() const {
  return HasExpired() || LivenessOf(owner.process) == Liveness::kGone;
}

bool IsOwnTable(const JournalName& name, std::string_view database, std::string_view table) {
  return database == name.database && (table == name.table || table == KeeperLock::TableOf(name) ||
                                       table.starts_with(TableLock::Prefix(name)));
}

Result<RunLock::Attempt> RunLock::Try(db::Session& session, const Place& place,
                                      const AskFacts& facts, std::uint64_t last_seq,
                                      const LockOwner& owner, const std::optional<Helper>& helper) {
  if (place.journal.in_keeper()) {
    ASSIGN_OR_RETURN(const db::ServerFacts* const known, facts());
    return KeeperLock::Take(session, place, *known, owner);
  }
  return TableLock::Take({session, facts, helper}, place, last_seq, owner);
}

Result<std::vector<SeenLock>> ReadLocks(db::Session& session, const JournalName& name) {
  return name.in_keeper() ? KeeperLock::Read(session, name) : TableLock::Read(session, name);
}

Result<void> DropLock(db::Session& session, const JournalName& name, const SeenLock& lock) {
  return name.in_keeper() ? KeeperLock::Drop(session, name, lock)
                          : TableLock::Drop(session, name, lock);
}

Result<std::uint64_t> CountRunning(db::Session& session, const std::string& run_id) {
  ASSIGN_OR_RETURN(const std::string body,
                   session.Query(fmt::format("SELECT count() FROM system.processes WHERE query_id "
                                             "LIKE 'hw-{}-%' FORMAT TabSeparated",
                                             run_id)));
  return NumberIn<std::uint64_t>(Trim(body));
}

}  // namespace housewright::journal
