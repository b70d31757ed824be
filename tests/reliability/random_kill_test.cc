// SIGKILL at a random moment of a run, not only at its requests: 30 times, 500 in the nightly form
// (HOUSEWRIGHT_FAULTS=all). A failure names its seed; HOUSEWRIGHT_RANDOM_SEED=n repeats its
// moments.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <random>
#include <thread>

#include "reliability/cases.h"

namespace housewright::reliability {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::size_t kKilledAtOnce = 3;  // some wait for what may be on its way

std::uint64_t Seed() {
  const char* value = std::getenv("HOUSEWRIGHT_RANDOM_SEED");
  return value == nullptr ? std::random_device()() : std::stoull(value);
}

class RandomKill : public ::testing::TestWithParam<ServerKind>, public NastyOnServer {
 protected:
  void SetUp() override {
    if (!Start(GetParam())) GTEST_SKIP() << reason();
  }
};

TEST_P(RandomKill, LosesNothingAndDoesNothingTwice) {
  const Goal goal{.before = {}, .command = {"upgrade"}};
  const Reference reference = RunWithoutFaults(goal);
  ASSERT_FALSE(HasFailure());
  const std::uint64_t seed = Seed();
  // Machines and their load differ: what a run takes is measured here.
  microseconds longest{0};
  {
    Proxy proxy(endpoint());
    Trial trial(endpoint(), proxy, folder(), "measured", kind());
    trial.Begin(goal);
    const auto begin = steady_clock::now();
    ASSERT_EQ(RunTool(folder(), goal.command, trial.WithoutFaults()).exit_code, 0);
    longest = std::chrono::duration_cast<microseconds>(steady_clock::now() - begin);
  }
  std::atomic<int> killed = 0;
  const std::size_t kills = AsksForAll() ? 500 : kind() == ServerKind::kNew ? 30 : 6;
  const std::size_t met = InParallel(kills, kKilledAtOnce, [&](std::size_t index, Proxy& proxy) {
    Trial trial(endpoint(), proxy, folder(), fmt::format("killed_{}", index), kind());
    trial.Begin(goal);
    std::mt19937_64 dice(seed + index);
    std::uniform_int_distribution<std::int64_t> moment(0, longest.count());
    Tool tool(folder(), goal.command, trial.VariablesFor(trial.server_url()));
    std::this_thread::sleep_for(microseconds(moment(dice)));
    tool.Signal(SIGKILL);
    killed += tool.Wait().signal == SIGKILL ? 1 : 0;
    trial.CheckJournalOnlyGrew();
    trial.RunToTheEnd(goal);
    trial.CheckJournalOnlyGrew();
    trial.CheckNothingFinishedTwice();
    EXPECT_EQ(trial.Contents(), reference.contents);
    EXPECT_EQ(trial.asked_a_person(), 0);
  });
  EXPECT_EQ(met, kills) << fmt::format("HOUSEWRIGHT_RANDOM_SEED={}", seed);
  EXPECT_GT(static_cast<std::size_t>(killed), kills / 2)
      << "most runs had ended before they were killed";
  std::printf("%d runs killed at random moments\n", killed.load());
}

INSTANTIATE_TEST_SUITE_P(Nasty, RandomKill,
                         ::testing::Values(ServerKind::kNew, ServerKind::kKeeper), NameOfServer);

}  // namespace
}  // namespace housewright::reliability
