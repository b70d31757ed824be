#include "cli/commands/unlock.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/target_connection.h"
#include "cli/target_lock.h"

namespace housewright::cli {
namespace {

Error StillHeld(const journal::SeenLock& lock) {
  return Error(
             ErrorCode::kLocked,
             fmt::format("the lock is held, and nothing says that its run is gone: {}; it expires "
                         "in {} s unless it is renewed",
                         HolderText(lock), lock.until - lock.now + 1))
      .WithAdvice(
          "end that run; where it cannot be reached, wait until the lock has expired: the "
          "next run then takes it over");
}

Error StillRuns(const journal::SeenLock& lock, std::uint64_t statements) {
  return Error(ErrorCode::kLocked,
               fmt::format("the run is gone, and the server still executes {} of it: {}",
                           Count(statements, "statement"), HolderText(lock)))
      .WithAdvice(fmt::format("wait for it: SELECT query_id, elapsed, query FROM system.processes "
                              "WHERE query_id LIKE 'hw-{}-%'",
                              lock.owner.run_id));
}

Result<void> RefuseUnlessGone(TargetConnection& connection, const journal::SeenLock& lock) {
  if (!lock.IsAbandoned()) return Fail(StillHeld(lock));
  ASSIGN_OR_RETURN(const std::uint64_t running,
                   journal::CountRunning(connection.journal_session(), lock.owner.run_id));
  if (running > 0) return Fail(StillRuns(lock, running));
  return {};
}

}  // namespace

Outcome<Status> Execute(const UnlockOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  db::Session& session = connection.journal_session();
  ASSIGN_OR_RETURN(const std::vector<journal::SeenLock> locks,
                   journal::ReadLocks(session, connection.journal_name()));
  for (const journal::SeenLock& lock : locks) TRY(RefuseUnlessGone(connection, lock));
  std::vector<LockView> unlocked;
  for (const journal::SeenLock& lock : locks) {
    TRY(journal::DropLock(session, connection.journal_name(), lock));
    unlocked.push_back(ViewOf(lock));
  }
  if (context.json()) {
    context.io.out << UnlockJson(connection.name(), unlocked);
  } else if (unlocked.empty()) {
    context.io.out << "nothing to do: no run holds the lock\n";
  } else {
    for (const journal::SeenLock& lock : locks) {
      context.io.out << fmt::format("unlocked: {}\n", HolderText(lock));
    }
  }
  return Status::kDone;
}

}  // namespace housewright::cli
