#pragma once

// One run at a time on a target. The lock is kept beside the journal: on one server by a chain of
// tables whose names only one run can make (table_lock.h), in the Keeper by rows of a table that
// all servers see (keeper_lock.h). docs/design/journal.md has both protocols and what they leave
// open.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/threads.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "journal/journal.h"

namespace housewright::journal {

struct LockOwner {
  std::string run_id;   // 16 hex digits
  std::string command;  // "upgrade"
  std::string os_user, os_host;
  std::string process;  // base/process_identity.h
  std::string tool_version;
};

// A lock as it stands on the server. Times are the server's, in seconds since 1970.
struct SeenLock {
  std::uint64_t number = 0;
  std::string table;  // that is the lock; with a Keeper: that has its row
  LockOwner owner;
  std::int64_t since = 0;    // when the run took it
  std::int64_t renewed = 0;  // the last time that the holder said that it lives
  std::int64_t until = 0;    // another run may take it over after that
  std::int64_t now = 0;      // when it was seen

  bool HasExpired() const { return now > until; }
  // Its holder cannot write any more or has promised not to: it expired, or its process is gone.
  bool IsAbandoned() const;
};

// Whether the table is the journal or a lock: no part of anybody's schema.
bool IsOwnTable(const JournalName& name, std::string_view database, std::string_view table);

// By number. One round trip where there is none. With a Keeper there is one at most, and the lock's
// table is made where this server has none: what other servers hold cannot be seen without it.
Result<std::vector<SeenLock>> ReadLocks(db::Session& session, const JournalName& name);

// Held by the run that made it, until it is released or another run takes it over.
class RunLock {
 public:
  // `lease`: so long is the lock its holder's after each renewal.
  struct Place {
    JournalName journal;
    std::chrono::seconds lease;
  };
  // What a try found: the lock, or who holds it, or neither: somebody was there a moment ago, and
  // the next try may be made at once.
  struct Attempt;

  // Asked for when they are needed, on any thread.
  using AskFacts = std::function<Result<const db::ServerFacts*>()>;
  // A second connection, for what need not wait its turn on the first.
  struct Helper {
    db::Session& session;
    Threads& threads;
    Clock& clock;
  };

  // Tries once. `last_seq` is that of the journal as it was read last. A lock that is abandoned is
  // taken over, which fences its holder; the caller then waits for what that holder had sent
  // (`taken_over`), reads the journal, and only then plans. kNotFound where the database is not
  // there; kConflict where journal or lock are not kept as `place` says. Without a helper one thing
  // is done after the other.
  static Result<Attempt> Try(db::Session& session, const Place& place, const AskFacts& facts,
                             std::uint64_t last_seq, const LockOwner& owner,
                             const std::optional<Helper>& helper = std::nullopt);

  virtual ~RunLock() = default;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  // Lengthens the lease by the server's clock. kLocked where the lock is another run's by now; any
  // other error leaves it as it is.
  virtual Result<void> Renew(db::Session& session, const std::stop_token& stop = {}) const = 0;
  // To be asked when the journal was read under the lock, before anything is written behind what
  // was read: kLocked where another run may have written between the two.
  virtual Result<void> Confirm(db::Session& session) const = 0;
  // Others may take it at once. Releasing what is not there any more is no error.
  virtual Result<void> Release(db::Session& session) const = 0;

  // An SQL expression, valid in VALUES: `number` while the lock is this run's, an exception
  // otherwise, so that an INSERT which holds it writes nothing after the lock was taken over. With
  // a Keeper plainly `number`: there the journal's own seq is the fence.
  virtual std::string Fenced(std::uint64_t number) const = 0;
  // Whether such an exception is the fence's answer. `text` is the server's.
  virtual bool IsFencesAnswer(int server_code, std::string_view text) const = 0;
  virtual Error TakenFromUs() const = 0;  // kLocked

  const std::string& run_id() const { return owner_.run_id; }

 protected:
  RunLock(Place place, LockOwner owner) : place_(std::move(place)), owner_(std::move(owner)) {}

  const Place place_;
  const LockOwner owner_;
};

struct RunLock::Attempt {
  std::unique_ptr<RunLock> lock;
  std::vector<SeenLock> taken_over;  // with `lock`
  std::optional<SeenLock> holder;    // without
};

// Ends a lock whose holder is gone. No error where it is not there any more; kLocked where it was
// renewed since it was seen.
Result<void> DropLock(db::Session& session, const JournalName& name, const SeenLock& lock);

// How many statements of that run the server still executes, journal rows included; of
// "<run>-journal" those rows alone.
Result<std::uint64_t> CountRunning(db::Session& session, const std::string& run_id);

}  // namespace housewright::journal
