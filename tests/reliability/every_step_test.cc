// Every request of a run meets a fault: the tool is killed or stopped, the answer is lost, torn or
// replaced. The runs after it reach the same schema and rows as a run without faults, nothing is
// done twice, and nobody has to be asked as long as the server lives.
//
// In the short form a step meets one of the faults, in turn; HOUSEWRIGHT_FAULTS=all (nightly) asks
// for all of them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reliability/cases.h"

namespace housewright::reliability {
namespace {

constexpr std::size_t kWorkers = 6;  // some wait for what may be on its way

struct Case {
  int at;
  const FaultKind* kind;
};

// Each fault is met at many steps.
std::vector<Case> CasesFor(std::size_t steps, std::size_t stride) {
  const auto& kinds = KindsOfFault();
  std::vector<Case> cases;
  for (std::size_t i = 0; i < steps * kinds.size(); i += AsksForAll() ? 1 : stride) {
    cases.push_back({static_cast<int>(i / kinds.size()) + 1, &kinds[i % kinds.size()]});
  }
  return cases;
}

// Of the pairs of a step and a fault, so many to one that is tried in the short form. Without a
// divisor in common with the number of faults, so that each has its turn.
constexpr std::size_t kEachSecondStep = 37;
constexpr std::size_t kEachFourthStep = 73;
constexpr std::size_t kEachTenthStep = 149;

struct Direction {
  std::string name;
  std::size_t stride;
  Goal goal;
  ServerKind server;
};

void PrintTo(const Direction& direction, std::ostream* out) { *out << direction.name; }

class EveryStep : public ::testing::TestWithParam<Direction>, public NastyOnServer {
 protected:
  void SetUp() override {
    if (!Start(GetParam().server)) GTEST_SKIP() << reason();
  }
};

TEST_P(EveryStep, MayFailInEveryWay) {
  const Goal& goal = GetParam().goal;
  const Reference reference = RunWithoutFaults(goal);
  ASSERT_GT(reference.steps.size(), 10U);
  const std::vector<Case> cases = CasesFor(reference.steps.size(), GetParam().stride);
  const std::size_t met = InParallel(cases.size(), kWorkers, [&](std::size_t index, Proxy& proxy) {
    const Case& now = cases[index];
    SCOPED_TRACE(fmt::format("{} at {}", now.kind->name, reference.Step(now.at)));
    Trial trial(endpoint(), proxy, folder(), fmt::format("nasty_{}", index), kind());
    trial.Begin(goal);
    trial.RunWithFault(goal, *now.kind, now.at);
    trial.CheckJournalOnlyGrew();
    trial.RunToTheEnd(goal);
    trial.CheckJournalOnlyGrew();
    trial.CheckNothingFinishedTwice();
    EXPECT_EQ(trial.Contents(), reference.contents);
    EXPECT_EQ(trial.asked_a_person(), 0) << "the server's query log knows";
  });
  EXPECT_EQ(met, cases.size());
  std::printf("%zu steps, %zu faults\n", reference.steps.size(), met);
}

INSTANTIATE_TEST_SUITE_P(
    Nasty, EveryStep,
    ::testing::Values(Direction{"UpgradeOnNew",
                                kEachSecondStep,
                                {.before = {}, .command = {"upgrade"}},
                                ServerKind::kNew},
                      Direction{"DowngradeOnNew",
                                kEachFourthStep,
                                {.before = {"upgrade"}, .command = {"downgrade", "0001"}},
                                ServerKind::kNew},
                      Direction{"UpgradeOnOld",
                                kEachFourthStep,
                                {.before = {}, .command = {"upgrade"}},
                                ServerKind::kOld},
                      Direction{"DowngradeOnOld",
                                kEachFourthStep,
                                {.before = {"upgrade"}, .command = {"downgrade", "0001"}},
                                ServerKind::kOld},
                      Direction{"UpgradeInAKeeper",
                                kEachTenthStep,
                                {.before = {}, .command = {"upgrade"}},
                                ServerKind::kKeeper},
                      Direction{"DowngradeInAKeeper",
                                kEachTenthStep,
                                {.before = {"upgrade"}, .command = {"downgrade", "0001"}},
                                ServerKind::kKeeper}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace housewright::reliability
