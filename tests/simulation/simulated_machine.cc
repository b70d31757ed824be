#include "simulated_machine.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace housewright::simulation {
namespace {

class SimulatedCondition final : public Condition {
 public:
  explicit SimulatedCondition(Scheduler& scheduler) : scheduler_(scheduler) {}

  bool Wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
            std::optional<milliseconds> at_most, const std::function<bool()>& until) override {
    const milliseconds end = scheduler_.now() + at_most.value_or(milliseconds(0));
    Scheduler::Task* const self = scheduler_.current();
    const std::stop_callback woken(stop, [&] { Scheduler::Wake(*self); });
    while (!until()) {
      if (stop.stop_requested() || (at_most && scheduler_.now() >= end)) return until();
      // A thread that leaves its stack waits for nothing but the end of others.
      if (scheduler_.IsLeaving()) std::abort();
      lock.unlock();
      waiting_.push_back(self);
      try {
        if (at_most) {
          scheduler_.BlockFor(end - scheduler_.now());
        } else {
          scheduler_.Block();
        }
        scheduler_.Step();
      } catch (const Killed&) {
        std::erase(waiting_, self);
        lock.lock();
        throw;
      }
      std::erase(waiting_, self);
      lock.lock();
    }
    return true;
  }
  void NotifyAll() override {
    for (Scheduler::Task* task : waiting_) Scheduler::Wake(*task);
  }

 private:
  Scheduler& scheduler_;
  std::vector<Scheduler::Task*> waiting_;
};

class SimulatedThread final : public Thread {
 public:
  SimulatedThread(Scheduler& scheduler, std::function<void(const std::stop_token&)> work)
      : scheduler_(scheduler) {
    task_ = scheduler.Start(scheduler.process(),
                            [this, work = std::move(work)] { work(stop_.get_token()); });
  }
  ~SimulatedThread() override {
    stop_.request_stop();
    scheduler_.Join(*task_);
  }

 private:
  Scheduler& scheduler_;
  std::stop_source stop_;
  std::shared_ptr<Scheduler::Task> task_;
};

}  // namespace

void SimulatedClock::Sleep(milliseconds duration) {
  if (scheduler_.IsLeaving()) return;
  scheduler_.BlockFor(duration);
  scheduler_.Step();
}

std::unique_ptr<Thread> SimulatedThreads::Start(std::function<void(const std::stop_token&)> work) {
  return std::make_unique<SimulatedThread>(scheduler_, std::move(work));
}

std::unique_ptr<Condition> SimulatedThreads::MakeCondition() {
  return std::make_unique<SimulatedCondition>(scheduler_);
}

}  // namespace housewright::simulation
