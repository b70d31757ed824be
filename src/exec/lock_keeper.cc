#include "exec/lock_keeper.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::exec {

using std::chrono::milliseconds;

LockKeeper::Times LockKeeper::Times::Of(milliseconds lease) {
  return {.lease = lease,
          .renew_every = lease / 4,
          .try_again = std::min(milliseconds(1'000), lease / 12),
          .margin = lease / 6};
}

LockKeeper::LockKeeper(const journal::RunLock& lock, OpenSession open, Clock& clock,
                       milliseconds renewed_at, Times times, Threads& threads)
    : lock_(lock),
      open_(std::move(open)),
      clock_(clock),
      times_(times),
      changed_(threads.MakeCondition()),
      safe_until_(renewed_at + times.lease - times.margin),
      thread_(threads.Start([this](const std::stop_token& stop) { Work(stop); })) {}

Result<void> LockKeeper::CheckHeld() const {
  const std::lock_guard lock(mutex_);
  LoseIfLate();
  if (lost_) return Fail(*lost_);
  return {};
}

// Also where this process was stopped for a while, and the thread has not run since. A renewal that
// comes too late is none: another run may be about to drop the lock that it has taken over.
void LockKeeper::LoseIfLate() const {
  if (lost_ || clock_.Monotonic() < safe_until_) return;
  lost_ = Error(ErrorCode::kLocked, fmt::format("this run's lock could not be renewed in time{}{}",
                                                last_failure_ ? ": " : "",
                                                last_failure_ ? last_failure_->message() : ""))
              .WithAdvice("housewright status");
}

void LockKeeper::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  milliseconds pause = times_.renew_every;
  while (!lost_) {
    changed_->Wait(lock, stop, pause, [] { return false; });
    LoseIfLate();
    if (stop.stop_requested() || lost_) return;
    const milliseconds asked_at = clock_.Monotonic();
    lock.unlock();
    auto renewed = Renew(stop);
    lock.lock();
    LoseIfLate();
    if (lost_) return;
    pause = renewed ? times_.renew_every : times_.try_again;
    if (renewed) {
      // The server counts from the moment of the renewal, which was not before it was asked for.
      safe_until_ = asked_at + times_.lease - times_.margin;
      last_failure_.reset();
    } else if (renewed.error().code() == ErrorCode::kLocked) {
      lost_ = std::move(renewed).error();
    } else {
      last_failure_ = std::move(renewed).error();
    }
  }
}

Result<void> LockKeeper::Renew(const std::stop_token& stop) {
  if (session_ == nullptr) {
    ASSIGN_OR_RETURN(session_, open_());
  }
  return lock_.Renew(*session_, stop);
}

}  // namespace housewright::exec
