#include "base/threads.h"

#include <condition_variable>
#include <thread>
#include <utility>

namespace housewright {
namespace {

class SystemCondition final : public Condition {
 public:
  bool Wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
            std::optional<std::chrono::milliseconds> at_most,
            const std::function<bool()>& until) override {
    if (at_most) return changed_.wait_for(lock, stop, *at_most, until);
    return changed_.wait(lock, stop, until);
  }
  void NotifyAll() override { changed_.notify_all(); }

 private:
  std::condition_variable_any changed_;  // the one that a stop token wakes
};

class SystemThread final : public Thread {
 public:
  explicit SystemThread(std::function<void(const std::stop_token&)> work)
      : thread_(std::move(work)) {}

 private:
  std::jthread thread_;
};

class SystemThreadsOfThisProcess final : public Threads {
 public:
  std::unique_ptr<Thread> Start(std::function<void(const std::stop_token&)> work) override {
    return std::make_unique<SystemThread>(std::move(work));
  }
  std::unique_ptr<Condition> MakeCondition() override {
    return std::make_unique<SystemCondition>();
  }
};

}  // namespace

Threads& SystemThreads() {
  static SystemThreadsOfThisProcess threads;
  return threads;
}

}  // namespace housewright
