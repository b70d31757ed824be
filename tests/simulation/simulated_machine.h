#pragma once

// What a process sees of its machine: clock and threads, on the scheduler.

#include "base/clock.h"
#include "base/threads.h"
#include "scheduler.h"

namespace housewright::simulation {

class SimulatedClock final : public Clock {
 public:
  // `monotonic` and `wall`: what they are at the beginning of the simulation.
  SimulatedClock(Scheduler& scheduler, milliseconds monotonic, milliseconds wall)
      : scheduler_(scheduler), monotonic_(monotonic), wall_(wall) {}

  WallTime Now() const override { return WallTime{wall_ + scheduler_.now()}; }
  milliseconds Monotonic() const override { return monotonic_ + scheduler_.now(); }
  void Sleep(milliseconds duration) override;
  // An administrator, or NTP.
  void JumpBy(milliseconds difference) { wall_ += difference; }

 private:
  Scheduler& scheduler_;
  milliseconds monotonic_;
  milliseconds wall_;
};

class SimulatedThreads final : public Threads {
 public:
  explicit SimulatedThreads(Scheduler& scheduler) : scheduler_(scheduler) {}
  // Of the process that runs.
  std::unique_ptr<Thread> Start(std::function<void(const std::stop_token&)> work) override;
  std::unique_ptr<Condition> MakeCondition() override;

 private:
  Scheduler& scheduler_;
};

}  // namespace housewright::simulation
