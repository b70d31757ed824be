#pragma once

// Renews a run's lock on a thread and a connection of its own, so that a statement that blocks for
// hours does not starve it, and knows without asking until when the lock is safe.

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "base/threads.h"
#include "db/session.h"
#include "journal/run_lock.h"

namespace housewright::exec {

class LockKeeper {
 public:
  struct Times {
    std::chrono::milliseconds lease{60'000};
    std::chrono::milliseconds renew_every{15'000};
    // After a renewal that failed.
    std::chrono::milliseconds try_again{1'000};
    // A statement is not sent so close to the end: the way to the server takes time.
    std::chrono::milliseconds margin{10'000};

    // In the same proportions for another lease.
    static Times Of(std::chrono::milliseconds lease);
  };
  using OpenSession = std::function<Result<std::unique_ptr<db::Session>>()>;

  // `lock` was renewed not before `renewed_at` of the clock's monotonic time. A run that is over
  // before the first renewal opens no connection. All arguments outlive the keeper.
  LockKeeper(const journal::RunLock& lock, OpenSession open, Clock& clock,
             std::chrono::milliseconds renewed_at, Times times, Threads& threads = SystemThreads());
  ~LockKeeper() = default;  // ends the thread; the lock stays as it is
  LockKeeper(const LockKeeper&) = delete;
  LockKeeper& operator=(const LockKeeper&) = delete;

  // Nothing while this run may send: kLocked, naming why, where another run has the lock or may
  // take it by now. Once lost it stays lost.
  Result<void> CheckHeld() const;

 private:
  void Work(const std::stop_token& stop);
  Result<void> Renew(const std::stop_token& stop);
  void LoseIfLate() const;  // with mutex_ held

  const journal::RunLock& lock_;
  OpenSession open_;
  Clock& clock_;
  Times times_;
  std::unique_ptr<db::Session> session_;  // of the thread
  mutable std::mutex mutex_;
  std::unique_ptr<Condition> changed_;
  std::chrono::milliseconds safe_until_;
  mutable std::optional<Error> lost_;
  std::optional<Error> last_failure_;
  std::unique_ptr<Thread> thread_;  // the last member: it uses all the others
};

}  // namespace housewright::exec
