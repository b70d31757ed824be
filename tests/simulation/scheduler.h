#pragma once

// A machine room in one thread: processes with threads, and events, in simulated time. Who runs
// next is the dice's choice; time moves only when nobody can run. One seed gives one history.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "exec/model_statements.h"
#include "fiber.h"

namespace housewright::simulation {

using exec::testing::Dice;
using std::chrono::milliseconds;

// What a thread of a killed process throws at its next step, to leave its stack. Nothing of the
// process reaches the world any more.
struct Killed {};

// One process of the operating system. It is the room's, and outlives what it runs.
struct Process {
  std::string name;
  bool dead = false;
  milliseconds frozen_until{0};  // SIGSTOP: its threads do not run before
  int steps = 0;                 // of all its threads
};

class Scheduler {
 public:
  struct Task;  // a thread of a process

  explicit Scheduler(std::uint64_t seed) : dice_(seed) {}

  Dice& dice() { return dice_; }
  milliseconds now() const { return now_; }

  // `body` runs once somebody lets it; a Killed that it throws ends it quietly.
  std::shared_ptr<Task> Start(Process& process, std::function<void()> body);
  void After(milliseconds delay, std::function<void()> event);
  // Until nobody can run and nothing is to come, or `limit` of simulated time: false.
  bool Run(milliseconds limit);
  // Whether nothing is left that could ever run: else a thread waits for what never comes.
  bool IsAtRest() const { return tasks_.empty(); }

  // For the running task.
  Task* current() const { return running_; }
  std::weak_ptr<Task> current_task() const;
  Process& process() const;
  // Where a process can be killed or frozen: counts its step and calls the hook below.
  void Step();
  // Until Wake(); until `at_most` is over.
  void Block();
  void BlockFor(milliseconds at_most);
  // Until `task` has ended. Throws nothing.
  void Join(Task& task);
  // Lets the others go first, perhaps.
  void Yield();

  static void Wake(Task& task);
  // All its threads end without any further effect.
  void Kill(Process& process);
  void Freeze(Process& process, milliseconds duration);
  // True where the running task is leaving its stack: it must not be told by another exception.
  bool IsLeaving() const;
  // True where the running task's process is dead, and a request shall answer with an error instead
  // of throwing: it may be a destructor that asks. It throws where a task asks on and on.
  bool IsGone() const;

  std::function<void(Process&)> on_step;  // after each step was counted
  // All that was decided, as one number: equal for equal histories.
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  struct Event {
    milliseconds at;
    std::uint64_t order;
    std::function<void()> happen;
    bool operator>(const Event& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };

  void Suspend();
  bool RunOneTask();
  void Remember(std::uint64_t what);

  Dice dice_;
  milliseconds now_{0};
  std::vector<std::shared_ptr<Task>> tasks_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t events_made_ = 0;
  std::uint64_t tasks_made_ = 0;
  Task* running_ = nullptr;
  std::uint64_t fingerprint_ = 14695981039346656037U;
};

}  // namespace housewright::simulation
