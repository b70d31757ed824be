#pragma once

// One run at a time on a target: taking its lock, waiting for it, holding it while the run lasts.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "cli/context.h"
#include "cli/render/views.h"
#include "cli/target_connection.h"
#include "exec/lock_keeper.h"
#include "journal/run_lock.h"

namespace housewright::cli {

// Renewed while it lives, released when it goes. Not movable: its keeper points into it.
class TargetLock {
 public:
  // `renewed_at`: a monotonic time not after the lock's first renewal. The others outlive it.
  TargetLock(Context& context, TargetConnection& connection, std::unique_ptr<journal::RunLock> lock,
             std::chrono::milliseconds renewed_at);
  ~TargetLock();
  TargetLock(const TargetLock&) = delete;
  TargetLock& operator=(const TargetLock&) = delete;

  const journal::RunLock& lock() const { return *lock_; }
  const exec::LockKeeper* keeper() const { return &*keeper_; }
  // It is not given back: whoever takes it over, as that of a process that is gone or when it
  // expires, waits for what this run has left on the server.
  void LeaveToSuccessor() { is_left_ = true; }

 private:
  Context& context_;
  TargetConnection& connection_;
  std::unique_ptr<journal::RunLock> lock_;
  std::optional<exec::LockKeeper> keeper_;
  bool is_left_ = false;
};

// Waiting for the runs before ours.
class LockQueue {
 public:
  // `limit`: from now on.
  LockQueue(Context& context, TargetConnection& connection, std::string run_id, std::string command,
            std::chrono::seconds limit, std::stop_token stop);

  // One try, `last_seq` as in RunLock::Try. Null where another run holds the lock: it has then
  // waited a moment, and what the caller knows of the journal is old. kLocked, naming the holder,
  // where the limit is over.
  Result<std::unique_ptr<TargetLock>> Try(std::uint64_t last_seq);
  // For the errors from now on, instead of "nothing was sent".
  void SayOfSent(std::string what) { sent_ = std::move(what); }
  // A longer limit, from now on.
  void WaitAtLeast(std::chrono::seconds limit);

 private:
  Result<void> WaitAMoment(const std::optional<journal::SeenLock>& holder);
  Result<void> WaitForLeftovers(const journal::SeenLock& lock);
  Result<void> WaitForLeftoverRows(const journal::SeenLock& lock);
  Result<std::uint64_t> CountLeftovers(const std::string& run_id);  // as journal::CountRunning
  Result<void> RefuseToGoOnIfStopped() const;

  Context& context_;
  TargetConnection& connection_;
  journal::LockOwner owner_;
  std::chrono::seconds limit_;
  std::chrono::milliseconds deadline_;
  std::chrono::milliseconds pause_;
  std::stop_token stop_;
  std::string sent_ = "nothing was sent";
  bool said_ = false;
};

// "`upgrade` of ada@laptop since 2026-11-23T10:00:00Z, run 0123456789abcdef, renewed 4 s ago".
std::string HolderText(const journal::SeenLock& lock);
LockView ViewOf(const journal::SeenLock& lock);

}  // namespace housewright::cli
