#pragma once

// Writes journal entries on a thread and a connection of its own, in the order in which they were
// queued and in as few INSERTs as can be: what was queued while one runs goes into the next.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/threads.h"
#include "journal/journal.h"

namespace housewright::exec {

class JournalWriter {
 public:
  // `journal` may be null: every entry then counts as written.
  explicit JournalWriter(journal::Journal* journal, Threads& threads = SystemThreads());
  ~JournalWriter() = default;  // waits for a running INSERT and drops what is still queued
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  using Ticket = std::uint64_t;

  // Returns at once. The entry is written when somebody waits for it or after it, on Nudge(), or
  // after a second.
  Ticket Queue(journal::Entry entry);
  void Nudge();
  // Until the entry of this ticket, and all before it, are durable. After an error nothing more is
  // written until the next call, which tries again.
  Result<void> WaitFor(Ticket ticket);
  // All of them. Afterwards the journal's session is at rest until something is queued.
  Result<void> Flush();

 private:
  void Work(const std::stop_token& stop);

  journal::Journal* journal_;
  std::mutex mutex_;
  std::unique_ptr<Condition> changed_;
  std::vector<journal::Entry> queue_;
  Ticket queued_ = 0;   // of the last entry
  Ticket durable_ = 0;  // of the last entry that is written
  Ticket wanted_ = 0;   // somebody waits for this one, or has nudged
  std::optional<Error> error_;
  std::unique_ptr<Thread> thread_;  // the last member: it uses all the others
};

}  // namespace housewright::exec
