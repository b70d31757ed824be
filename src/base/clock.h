#pragma once

// Time behind an interface, so that no test waits and no core code reads a wall clock.

#include <chrono>
#include <string>

namespace housewright {

class Clock {
 public:
  using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

  virtual ~Clock() = default;
  virtual WallTime Now() const = 0;  // UTC; may jump
  // Since an arbitrary start; never goes back, and counts while the machine is suspended: a lock
  // that is timed by it does not look fresh after a night's sleep.
  virtual std::chrono::milliseconds Monotonic() const = 0;
  virtual void Sleep(std::chrono::milliseconds duration) = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime Now() const override;
  std::chrono::milliseconds Monotonic() const override;
  void Sleep(std::chrono::milliseconds duration) override;
};

// "2026-11-23T10:00:00Z"
std::string FormatUtc(Clock::WallTime time);

}  // namespace housewright
