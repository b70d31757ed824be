#include "exec/journal_writer.h"

#include <algorithm>
#include <chrono>

namespace housewright::exec {
namespace {

// Outcomes wait so long for company; a statement that runs for hours does not hide that the one
// before it is done.
constexpr std::chrono::milliseconds kPatience{1'000};

}  // namespace

JournalWriter::JournalWriter(journal::Journal* journal, Threads& threads)
    : journal_(journal), changed_(threads.MakeCondition()) {
  if (journal_ != nullptr) {
    thread_ = threads.Start([this](const std::stop_token& stop) { Work(stop); });
  }
}

JournalWriter::Ticket JournalWriter::Queue(journal::Entry entry) {
  const std::lock_guard lock(mutex_);
  if (journal_ == nullptr) return 0;
  queue_.push_back(std::move(entry));
  // It waits for the first one; the others find it at work, or waiting for somebody who is in need.
  if (queue_.size() == 1) changed_->NotifyAll();
  return ++queued_;
}

void JournalWriter::Nudge() {
  const std::lock_guard lock(mutex_);
  wanted_ = queued_;
  changed_->NotifyAll();
}

Result<void> JournalWriter::WaitFor(Ticket ticket) {
  std::unique_lock lock(mutex_);
  // Another run has the lock: what is durable of ours is its to settle, not ours to send.
  if (error_ && error_->code() == ErrorCode::kLocked) return Fail(*error_);
  if (durable_ >= ticket) return {};
  error_.reset();
  wanted_ = std::max(wanted_, ticket);
  changed_->NotifyAll();
  changed_->Wait(lock, {}, std::nullopt, [&] { return durable_ >= ticket || error_.has_value(); });
  if (durable_ >= ticket) return {};
  return Fail(*error_);
}

Result<void> JournalWriter::Flush() {
  Ticket last = 0;
  {
    const std::lock_guard lock(mutex_);
    last = queued_;
  }
  return WaitFor(last);
}

void JournalWriter::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto has_work = [this] { return !queue_.empty() && !error_.has_value(); };
    if (!changed_->Wait(lock, stop, std::nullopt, has_work)) return;
    changed_->Wait(lock, stop, kPatience, [this] { return wanted_ > durable_; });
    if (stop.stop_requested()) return;
    const std::vector<journal::Entry> batch = queue_;
    lock.unlock();
    auto appended = journal_->Append(batch);
    lock.lock();
    if (appended) {
      durable_ += batch.size();
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
    } else {
      error_ = std::move(appended).error();
    }
    changed_->NotifyAll();
  }
}

}  // namespace housewright::exec
