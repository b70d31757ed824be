// The protocol of the journal and the lock under a seeded scheduler: docs/design/simulation.md.
//
//   HOUSEWRIGHT_SIMULATION_SEED=n      replays one history and prints it
//   HOUSEWRIGHT_SIMULATION_SEEDS=n     plays the seeds 1 to n, or
//   HOUSEWRIGHT_SIMULATION_FIRST=m     m to n

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <optional>

#include "history.h"
#include "migration.h"

namespace housewright::simulation {
namespace {

constexpr std::uint64_t kSeeds = 2'000;

std::optional<std::uint64_t> NumberOf(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

std::string Report(std::uint64_t seed, Form form, Flaw flaw) {
  const HistoryResult again = PlayHistory(seed, form, flaw, Text::kKept);
  std::string text = fmt::format("seed {}\n{}", seed, again.text);
  for (const std::string& violation : again.violations) text += "violated: " + violation + "\n";
  return text + fmt::format("replay: HOUSEWRIGHT_SIMULATION_SEED={} simulation_test\n", seed);
}

void PlayAll(Form form) {
  if (const auto seed = NumberOf("HOUSEWRIGHT_SIMULATION_SEED")) {
    const HistoryResult result = PlayHistory(*seed, form, Flaw::kNone, Text::kKept);
    std::cout << Report(*seed, form, Flaw::kNone);
    EXPECT_TRUE(result.violations.empty());
    return;
  }
  const std::uint64_t first = NumberOf("HOUSEWRIGHT_SIMULATION_FIRST").value_or(1);
  const std::uint64_t last = NumberOf("HOUSEWRIGHT_SIMULATION_SEEDS").value_or(kSeeds);
  ASSERT_LE(first, last) << "HOUSEWRIGHT_SIMULATION_SEEDS is no number of seeds";
  HistoryResult sum;
  int failed = 0;
  int beyond = 0;
  double hours = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const HistoryResult result = PlayHistory(seed, form, Flaw::kNone, Text::kNone);
    sum.runs += result.runs;
    sum.kills += result.kills;
    sum.freezes += result.freezes;
    sum.crashes += result.crashes;
    sum.decisions += result.decisions;
    sum.beyond_frozen += result.beyond_frozen;
    sum.beyond_late += result.beyond_late;
    beyond += result.beyond_frozen + result.beyond_late > 0 ? 1 : 0;
    hours += static_cast<double>(result.simulated.count()) / 3'600'000;
    if (result.violations.empty()) continue;
    ADD_FAILURE() << Report(seed, form, Flaw::kNone);
    if (++failed == 3) break;
  }
  std::cout << fmt::format(
      "{} histories, {} runs, {} killed, {} frozen, {} crashes of the server, {} decisions of a "
      "person, {:.0f} hours; beyond what the protocol promises: {} histories ({} statements of "
      "frozen processes, {} late ones)\n",
      last - first + 1, sum.runs, sum.kills, sum.freezes, sum.crashes, sum.decisions, hours, beyond,
      sum.beyond_frozen, sum.beyond_late);
}

TEST(Simulation, EveryHistoryKeepsTheInvariants) { PlayAll(Form::kSingle); }

TEST(Simulation, EveryHistoryWithAKeeperKeepsTheInvariants) { PlayAll(Form::kKeeper); }

TEST(Simulation, OneSeedIsOneHistory) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Form form = seed % 2 == 0 ? Form::kKeeper : Form::kSingle;
    const HistoryResult once = PlayHistory(seed, form, Flaw::kNone, Text::kKept);
    const HistoryResult again = PlayHistory(seed, form, Flaw::kNone, Text::kKept);
    ASSERT_EQ(once.text, again.text);
    ASSERT_EQ(once.fingerprint, again.fingerprint);
    // Whether the text is wanted changes nothing.
    ASSERT_EQ(once.fingerprint, PlayHistory(seed, form, Flaw::kNone, Text::kNone).fingerprint);
    ASSERT_GT(once.text.size(), 1'000U);
  }
}

// The invariants can fail: a server without what the protocol stands on breaks them soon.
struct FlawCase {
  Flaw flaw;
  const char* name;
  const char* violation;  // what one that is found says
  std::uint64_t from;     // a seed that is near to one that finds it, to save time
  Form form = Form::kSingle;
};

class SimulationOfAFlaw : public ::testing::TestWithParam<FlawCase> {};

TEST_P(SimulationOfAFlaw, IsFound) {
  for (std::uint64_t seed = GetParam().from; seed < GetParam().from + kSeeds; ++seed) {
    const HistoryResult result = PlayHistory(seed, GetParam().form, GetParam().flaw, Text::kNone);
    for (const std::string& violation : result.violations) {
      if (violation.find(GetParam().violation) == std::string::npos) continue;
      std::cout << fmt::format("found by seed {}: {}\n", seed, violation);
      return;
    }
  }
  FAIL() << "no history of " << kSeeds << " says: " << GetParam().violation;
}

INSTANTIATE_TEST_SUITE_P(
    All, SimulationOfAFlaw,
    ::testing::Values(FlawCase{Flaw::kFenceHolds, "FenceHolds", "came after another run's rows", 1},
                      FlawCase{Flaw::kSecondListIsEmpty, "SecondListIsEmpty", "while run", 1450},
                      FlawCase{Flaw::kAnswersTooEarly, "AnswersTooEarly", "without an intent", 1},
                      FlawCase{Flaw::kLeaseIsShort, "LeaseIsShort", "holds no lock any more", 900},
                      FlawCase{Flaw::kKeysRepeat, "KeysRepeat", "came after another run's rows", 1,
                               Form::kKeeper}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace housewright::simulation
