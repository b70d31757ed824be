// A run is frozen (SIGSTOP) at a step for longer than its lease, a successor takes over and ends
// the work, the run wakes up: it sends nothing more, writes nothing more, and says why.
//
// In the short form at some of the steps; HOUSEWRIGHT_FAULTS=all (nightly) asks for all of them.
// What no proxy can show: a process that is frozen between its look at the clock and its write to
// the socket still sends one statement (docs/design/journal.md, "What is left open").

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <future>

#include "reliability/cases.h"
#include "reliability/nasty.h"
#include "reliability/trial.h"

namespace housewright::reliability {
namespace {

constexpr std::size_t kEachFreezeInShortForm = 7;
constexpr std::size_t kEachFreezeWithAKeeper = 17;
constexpr std::size_t kFrozenAtOnce = 8;  // they sleep most of the time

class Frozen : public ::testing::TestWithParam<ServerKind>, public NastyOnServer {
 protected:
  void SetUp() override {
    if (!Start(GetParam())) GTEST_SKIP() << reason();
  }

  // The run that was frozen must not have the last word.
  void FreezeAt(Trial& trial, Proxy& proxy, int at) {
    std::promise<std::shared_ptr<Tool>> promise;
    const auto started = promise.get_future().share();
    std::promise<void> frozen;
    proxy.Arm(at, {.name = "frozen",
                   .wire = Wire::kWhole,
                   .moment = Moment::kArrived,
                   .then = [started, &frozen] {
                     started.get()->Signal(SIGSTOP);
                     frozen.set_value();
                   }});
    const auto tool =
        std::make_shared<Tool>(trial.folder(), kUpgrade.command, trial.VariablesFor(proxy.url()));
    promise.set_value(tool);
    const auto seen = frozen.get_future().wait_for(std::chrono::seconds(60));
    ASSERT_EQ(seen, std::future_status::ready) << tool->Output();
    trial.RunToTheEnd(kUpgrade);
    trial.CheckJournalOnlyGrew();
    const std::string contents = trial.Contents();
    tool->Signal(SIGCONT);
    const Ended woken = tool->Wait();
    // 0: it had not begun, or had ended, and finds nothing to do.
    EXPECT_TRUE(woken.exit_code == 4 || woken.exit_code == 0) << woken.output;
    if (woken.exit_code == 4) {
      EXPECT_NE(woken.output.find("lock"), std::string::npos) << woken.output;
      ++stopped_;
    }
    EXPECT_EQ(trial.Contents(), contents) << woken.output;
    trial.CheckJournalOnlyGrew();
    trial.CheckNothingFinishedTwice();
  }

  const Goal kUpgrade{.before = {}, .command = {"upgrade"}};
  std::atomic<int> stopped_ = 0;
};

TEST_P(Frozen, AtAStepForLongerThanItsLease) {
  const Reference reference = RunWithoutFaults(kUpgrade);
  ASSERT_FALSE(HasFailure());
  const std::size_t in_short_form =
      kind() == ServerKind::kKeeper ? kEachFreezeWithAKeeper : kEachFreezeInShortForm;
  std::vector<int> steps;
  for (std::size_t at = 1; at <= reference.steps.size(); at += AsksForAll() ? 1 : in_short_form) {
    steps.push_back(static_cast<int>(at));
  }
  const std::size_t met =
      InParallel(steps.size(), kFrozenAtOnce, [&](std::size_t index, Proxy& proxy) {
        const int at = steps[index];
        SCOPED_TRACE(fmt::format("frozen at {}", reference.Step(at)));
        Trial trial(endpoint(), proxy, folder(), fmt::format("frozen_{}", index), kind());
        trial.Begin(kUpgrade);
        FreezeAt(trial, proxy, at);
        EXPECT_EQ(trial.Contents(), reference.contents);
        EXPECT_EQ(trial.asked_a_person(), 0);
      });
  EXPECT_EQ(met, steps.size());
  EXPECT_GT(stopped_.load(), 0) << "no run was frozen while it held the lock";
  std::printf("frozen at %zu of %zu steps, %d runs lost their lock\n", steps.size(),
              reference.steps.size(), stopped_.load());
}

INSTANTIATE_TEST_SUITE_P(Nasty, Frozen, ::testing::Values(ServerKind::kNew, ServerKind::kKeeper),
                         NameOfServer);

}  // namespace
}  // namespace housewright::reliability
