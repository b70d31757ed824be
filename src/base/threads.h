#pragma once

// Threads and waiting behind an interface, so that a test can decide who runs next and time need
// not pass (tests/simulation). Mutexes are not: nobody waits for anything while holding one.

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace housewright {

class Condition {
 public:
  virtual ~Condition() = default;
  // Waits, with `lock` released, until `until` holds, `stop` is requested, or `at_most` is over
  // (nothing: no limit); answers what `until` says then. It is asked with `lock` held.
  virtual bool Wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                    std::optional<std::chrono::milliseconds> at_most,
                    const std::function<bool()>& until) = 0;
  virtual void NotifyAll() = 0;
};

// Runs while it lives: its end asks the work to stop, and waits until it has.
class Thread {
 public:
  virtual ~Thread() = default;
};

class Threads {
 public:
  virtual ~Threads() = default;
  virtual std::unique_ptr<Thread> Start(std::function<void(const std::stop_token&)> work) = 0;
  virtual std::unique_ptr<Condition> MakeCondition() = 0;
};

// Those of the operating system.
Threads& SystemThreads();

}  // namespace housewright
