#include "cli/target_lock.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/process_identity.h"
#include "base/text.h"
#include "cli/command_table.h"

namespace housewright::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShortestPause{100};
constexpr milliseconds kLongestPause{2'000};

std::string UtcOf(std::int64_t server_time) {
  return FormatUtc(Clock::WallTime(seconds(server_time)));
}

Error Held(const journal::SeenLock& lock, const std::string& command, seconds waited,
           std::string_view sent) {
  const CommandSpec* const spec = FindCommandSpec(command);
  const bool waits = spec != nullptr && std::ranges::any_of(spec->options, [](const auto& option) {
                       return option.long_name == "--wait";
                     });
  std::string message = fmt::format("another run holds the lock: {}", HolderText(lock));
  if (waited.count() > 0) message += fmt::format("; waited {} s for it", waited.count());
  message += fmt::format("; {}", sent);
  return Error(ErrorCode::kLocked, std::move(message))
      .WithAdvice("`housewright status` shows what it does; " +
                  (waits ? fmt::format("`housewright {} --wait SECONDS` waits for it", command)
                         : fmt::format("run `housewright {}` again when it has ended", command)));
}

std::string WhyTakenOver(const journal::SeenLock& lock) {
  if (LivenessOf(lock.owner.process) == Liveness::kGone) return "its process is gone";
  return fmt::format("it expired at {}", UtcOf(lock.until));
}

}  // namespace

std::string HolderText(const journal::SeenLock& lock) {
  const std::string by = lock.owner.command.empty()
                             ? "a run that has just begun"
                             : fmt::format("`{}` of {}@{}", lock.owner.command, lock.owner.os_user,
                                           lock.owner.os_host);
  return fmt::format("{} since {}, run {}, renewed {} s ago", by, UtcOf(lock.since),
                     lock.owner.run_id, std::max<std::int64_t>(lock.now - lock.renewed, 0));
}

LockView ViewOf(const journal::SeenLock& lock) {
  return {.run_id = lock.owner.run_id,
          .command = lock.owner.command,
          .by = lock.owner.os_user + "@" + lock.owner.os_host,
          .since = UtcOf(lock.since),
          .renewed = UtcOf(lock.renewed),
          .expires_in = lock.until - lock.now,
          .is_abandoned = lock.IsAbandoned(),
          .text = HolderText(lock)};
}

TargetLock::TargetLock(Context& context, TargetConnection& connection,
                       std::unique_ptr<journal::RunLock> lock, milliseconds renewed_at)
    : context_(context), connection_(connection), lock_(std::move(lock)) {
  keeper_.emplace(
      *lock_, [&connection] { return connection.OpenSession(); }, context.io.clock, renewed_at,
      exec::LockKeeper::Times::Of(connection.lock_lease()), context.io.threads);
}

TargetLock::~TargetLock() {
  // By its name alone: what was lost may be another run's by now, and expires.
  const bool is_held = keeper_->CheckHeld().has_value();
  keeper_.reset();
  if (!is_held) return;
  if (is_left_) {
    context_.talk.Say(
        fmt::format("note: the lock is not given back, as rows of this run may still come to the "
                    "journal: the next run takes it over and waits for them, at once where it can "
                    "see that this process is gone, else within {} s",
                    connection_.lock_lease().count()));
    return;
  }
  if (const auto released = lock_->Release(connection_.journal_session()); !released) {
    context_.talk.Say(context_.redactor.Redact(
        fmt::format("note: the lock could not be given back: {}; it expires within {} s",
                    released.error().message(), connection_.lock_lease().count())));
  }
}

LockQueue::LockQueue(Context& context, TargetConnection& connection, std::string run_id,
                     std::string command, seconds limit, std::stop_token stop)
    : context_(context),
      connection_(connection),
      owner_{.run_id = std::move(run_id),
             .command = std::move(command),
             .os_user = context.io.os_user(),
             .os_host = context.io.os_host,
             .process = OwnProcessIdentity(),
             .tool_version = std::string(kVersion)},
      limit_(limit),
      deadline_(context.io.clock.Monotonic() + limit),
      pause_(kShortestPause),
      stop_(std::move(stop)) {}

Result<std::unique_ptr<TargetLock>> LockQueue::Try(std::uint64_t last_seq) {
  const milliseconds asked_at = context_.io.clock.Monotonic();
  const journal::RunLock::Place place{connection_.journal_name(), connection_.lock_lease()};
  ASSIGN_OR_RETURN(journal::RunLock::Attempt attempt,
                   journal::RunLock::Try(
                       connection_.journal_session(), place, [this] { return connection_.Facts(); },
                       last_seq, owner_,
                       journal::RunLock::Helper{connection_.statements(), context_.io.threads,
                                                context_.io.clock}));
  if (attempt.lock == nullptr) {
    TRY(WaitAMoment(attempt.holder));
    return nullptr;
  }
  auto lock =
      std::make_unique<TargetLock>(context_, connection_, std::move(attempt.lock), asked_at);
  for (const journal::SeenLock& old : attempt.taken_over) {
    context_.talk.Say(context_.redactor.Redact(
        fmt::format("note: the lock of an earlier run was taken over, {}: {}", WhyTakenOver(old),
                    HolderText(old))));
    TRY(WaitForLeftovers(old));
  }
  return lock;
}

void LockQueue::WaitAtLeast(seconds limit) {
  limit_ = std::max(limit_, limit);
  deadline_ = context_.io.clock.Monotonic() + limit_;
}

Result<void> LockQueue::WaitAMoment(const std::optional<journal::SeenLock>& holder) {
  TRY(RefuseToGoOnIfStopped());
  Clock& clock = context_.io.clock;
  const milliseconds now = clock.Monotonic();
  if (holder && now >= deadline_) return Fail(Held(*holder, owner_.command, limit_, sent_));
  if (holder && !said_) {
    context_.talk.Say(context_.redactor.Redact(fmt::format("waiting up to {} s for another run: {}",
                                                           limit_.count(), HolderText(*holder))));
    said_ = true;
  }
  clock.Sleep(holder ? std::min(pause_, std::max(deadline_ - now, kShortestPause))
                     : kShortestPause);
  pause_ = std::min(pause_ * 2, kLongestPause);
  return RefuseToGoOnIfStopped();
}

// What it had sent goes on without it: its journal rows, and a statement.
Result<void> LockQueue::WaitForLeftovers(const journal::SeenLock& lock) {
  for (bool said = false;; said = true) {
    ASSIGN_OR_RETURN(const std::uint64_t running, CountLeftovers(lock.owner.run_id));
    if (running == 0) return {};
    if (!said) {
      context_.talk.Say(fmt::format("waiting for {} of run {}, which the server still executes",
                                    Count(running, "statement"), lock.owner.run_id));
    }
    context_.io.clock.Sleep(said ? kLongestPause : kShortestPause);
    if (stop_.stop_requested()) TRY(WaitForLeftoverRows(lock));
    TRY(RefuseToGoOnIfStopped());
  }
}

// Also where the user does not want to wait: the lock that kept others from them is gone, and rows
// that come behind those of the next run are a journal that contradicts itself. A statement may go
// on: its intent is open, and whoever settles it waits for it.
Result<void> LockQueue::WaitForLeftoverRows(const journal::SeenLock& lock) {
  while (true) {
    ASSIGN_OR_RETURN(const std::uint64_t running, CountLeftovers(lock.owner.run_id + "-journal"));
    if (running == 0) return {};
    context_.io.clock.Sleep(kShortestPause);
  }
}

// A connection that breaks is no reason to go while rows may still come.
Result<std::uint64_t> LockQueue::CountLeftovers(const std::string& run_id) {
  constexpr int kMostTries = 10;
  for (int round = 1;; ++round) {
    auto running = journal::CountRunning(connection_.journal_session(), run_id);
    const bool may_pass = !running && (running.error().code() == ErrorCode::kConnection ||
                                       running.error().code() == ErrorCode::kTimeout);
    if (!may_pass || round == kMostTries) return running;
    context_.io.clock.Sleep(kLongestPause);
  }
}

Result<void> LockQueue::RefuseToGoOnIfStopped() const {
  if (!stop_.stop_requested()) return {};
  return Fail(Error(ErrorCode::kInterrupted,
                    fmt::format("stopped waiting for another run, as asked: {}", sent_))
                  .WithAdvice(fmt::format("run `housewright {}` again", owner_.command)));
}

}  // namespace housewright::cli
