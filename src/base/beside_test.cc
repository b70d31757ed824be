#include "base/beside.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

namespace housewright {
namespace {

TEST(Beside, GivesWhatTheWorkCameTo) {
  Beside<std::string> done(SystemThreads(), [] { return Result<std::string>("done"); });
  Beside<std::string> failed(
      SystemThreads(), [] { return Result<std::string>(Fail(ErrorCode::kConnection, "no way")); });
  EXPECT_EQ(*done.Take(), "done");
  EXPECT_EQ(failed.Take().error().message(), "no way");
}

TEST(Beside, IsWaitedForWhereNobodyTakesIt) {
  std::atomic<bool> was_done = false;
  {
    const Beside<void> work(SystemThreads(), [&] {
      was_done = true;
      return Result<void>();
    });
  }
  EXPECT_TRUE(was_done);
}

// A thread that was never let run, as of a process that dies in a simulation.
TEST(Beside, SaysThatTheWorkWasNotDone) {
  class Idle final : public Threads {
   public:
    std::unique_ptr<Thread> Start(std::function<void(const std::stop_token&)>) override {
      return std::make_unique<Thread>();
    }
    std::unique_ptr<Condition> MakeCondition() override { return nullptr; }
  } idle;
  Beside<int> work(idle, [] { return Result<int>(1); });
  EXPECT_EQ(work.Take().error().code(), ErrorCode::kInternal);
}

}  // namespace
}  // namespace housewright
