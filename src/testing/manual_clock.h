#pragma once

// A clock that moves only when told to, and that remembers how long it was asked to sleep.

#include "base/clock.h"

namespace housewright::testing {

class ManualClock final : public Clock {
 public:
  WallTime Now() const override { return WallTime{start_ + elapsed_}; }
  std::chrono::milliseconds Monotonic() const override { return elapsed_; }
  void Sleep(std::chrono::milliseconds duration) override {
    elapsed_ += duration;
    slept_ += duration;
  }
  void Advance(std::chrono::milliseconds duration) { elapsed_ += duration; }
  std::chrono::milliseconds slept() const { return slept_; }

 private:
  std::chrono::milliseconds start_{1'795'428'000'000};  // 2026-11-23T10:00:00Z
  std::chrono::milliseconds elapsed_{0};
  std::chrono::milliseconds slept_{0};
};

}  // namespace housewright::testing
