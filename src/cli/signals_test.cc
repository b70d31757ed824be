#include "cli/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <future>

namespace housewright::cli {
namespace {

TEST(CatchSignals, FirstSignalStopsAndSecondAborts) {
  std::promise<void> first;
  std::promise<void> second;
  const auto scope = CatchSignals([&](int count) { (count == 1 ? first : second).set_value(); });
  EXPECT_FALSE(scope->stop().stop_requested());
  ::kill(::getpid(), SIGINT);
  first.get_future().wait();
  EXPECT_TRUE(scope->stop().stop_requested());
  EXPECT_FALSE(scope->abort().stop_requested());
  ::kill(::getpid(), SIGTERM);
  second.get_future().wait();
  EXPECT_TRUE(scope->abort().stop_requested());
}

TEST(CatchSignals, PutsTheSignalsBackWhenItGoes) {
  {
    const auto scope = CatchSignals({});
  }
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
}

}  // namespace
}  // namespace housewright::cli
