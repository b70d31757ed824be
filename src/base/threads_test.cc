#include "base/threads.h"

#include <gtest/gtest.h>

#include <chrono>

namespace housewright {
namespace {

using std::chrono::milliseconds;

class SystemThreadsTest : public ::testing::Test {
 protected:
  std::mutex mutex_;
  std::unique_ptr<Condition> changed_ = SystemThreads().MakeCondition();
  bool is_set_ = false;
};

TEST_F(SystemThreadsTest, WaitsUntilAnotherThreadSaysSo) {
  const auto setter = SystemThreads().Start([this](const std::stop_token&) {
    const std::lock_guard lock(mutex_);
    is_set_ = true;
    changed_->NotifyAll();
  });
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_->Wait(lock, {}, std::nullopt, [this] { return is_set_; }));
  EXPECT_TRUE(lock.owns_lock());
}

TEST_F(SystemThreadsTest, WaitsNoLongerThanAsked) {
  std::unique_lock lock(mutex_);
  EXPECT_FALSE(changed_->Wait(lock, {}, milliseconds(1), [this] { return is_set_; }));
}

TEST_F(SystemThreadsTest, EndingAThreadWakesIt) {
  bool was_stopped = false;
  SystemThreads().Start([&](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    EXPECT_FALSE(changed_->Wait(lock, stop, std::nullopt, [this] { return is_set_; }));
    was_stopped = stop.stop_requested();
  });
  EXPECT_TRUE(was_stopped);
}

}  // namespace
}  // namespace housewright
