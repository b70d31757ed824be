#pragma once

// Follows the mutation of a statement while the statement is waited for, on a thread and a
// connection of its own: the statement's is taken by it, and the journal's is the journal's.

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "base/threads.h"
#include "exec/executor.h"
#include "exec/mutation_watch.h"

namespace housewright::exec {

// What is told of a mutation; each is called on the thread that looks.
struct MutationTalk {
  std::function<void(const MutationView&)> progress;
  std::function<void(const Mutation&)> failing;
};

// One look at the mutations of a table, told.
class MutationLook {
 public:
  // `sent_at`: of the clock's monotonic time.
  MutationLook(const sql::ObjectName& table, const Clock& clock, std::chrono::milliseconds sent_at,
               MutationTalk talk)
      : table_(table), clock_(clock), sent_at_(sent_at), talk_(std::move(talk)) {}

  // Those that are not done; absent, with a note in `asker`, where they may not be read.
  MutationsTable::Mutations Look(Asker& asker);

 private:
  MutationsTable table_;
  const Clock& clock_;
  std::chrono::milliseconds sent_at_;
  MutationTalk talk_;
  MutationWatch watch_;
};

class MutationFollower {
 public:
  // `closed` is called with the reason where the user may not read system.mutations; nothing more
  // is told then. A statement that is over within a second opens no connection. All arguments
  // outlive it.
  MutationFollower(const OpenSession& open, MutationLook look,
                   std::function<void(const std::string&)> closed, Threads& threads);
  ~MutationFollower() = default;  // ends the thread
  MutationFollower(const MutationFollower&) = delete;
  MutationFollower& operator=(const MutationFollower&) = delete;

 private:
  void Work(const std::stop_token& stop);

  const OpenSession& open_;
  MutationLook look_;
  std::function<void(const std::string&)> closed_;
  std::mutex mutex_;
  std::unique_ptr<Condition> changed_;
  std::unique_ptr<Thread> thread_;  // the last member: it uses all the others
};

}  // namespace housewright::exec
