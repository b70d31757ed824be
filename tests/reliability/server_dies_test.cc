// The server is killed (SIGKILL) at a step and started again on its data, while the tool runs; the
// tool goes on, or is run again: the same end. The query log loses its last rows with the server,
// so that a person may have to be asked of statements that leave no other trace, and of no others.
//
// In the short form at some of the steps; HOUSEWRIGHT_FAULTS=all (nightly) asks for all of them.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <mutex>

#include "engine/engine.h"
#include "reliability/cases.h"
#include "reliability/nasty.h"
#include "support/real_server.h"

namespace housewright::reliability {
namespace {

constexpr std::size_t kEachDeathInShortForm = 29;

const std::vector<FaultKind> kDeaths = {
    {"the server dies before it hears", Wire::kNotSent, Moment::kArrived, Blow::kServerDies},
    {"the server dies while it runs", Wire::kNoAnswer, Moment::kSent, Blow::kServerDies},
    {"the server dies before the answer", Wire::kNoAnswer, Moment::kAnswered, Blow::kServerDies},
};

// The same for every start, unlike the engine's own.
const engine::EngineUser kUser{"nasty", "hw-test-password"};

class ServerDies : public ::testing::TestWithParam<Goal> {
 protected:
  void SetUp() override {
    Nasty::Write(folder_.path(), ServerKind::kNew);
    const auto started = StartServer();
    if (!started && started.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << started.error().ToString();
    }
    ASSERT_TRUE(started.has_value()) << started.error().ToString();
  }
  Result<void> StartServer() {
    engine_.reset();
    engine::EngineOptions options = testing::EngineOptionsForTests();
    options.data_path = data_ / "server";
    options.extra_users = {kUser};
    ASSIGN_OR_RETURN(engine_, engine::StartEngine(options));
    endpoint_ = engine_->endpoint();
    endpoint_.user = kUser.name;
    endpoint_.password = kUser.password;
    return {};
  }
  // The tool meets it again behind the same address, as behind a container's.
  void KillAndStartAgain(Proxy& proxy) {
    const std::scoped_lock restarting(restarting_);
    ::kill(engine_->process_id(), SIGKILL);
    const auto started = StartServer();
    EXPECT_TRUE(started.has_value()) << started.error().ToString();
    proxy.SetServer(endpoint_);
  }

  const testing::TemporaryDirectory folder_;
  const testing::TemporaryDirectory data_;
  std::unique_ptr<engine::Engine> engine_;
  db::Endpoint endpoint_;
  std::mutex restarting_;
};

TEST_P(ServerDies, AndTheWorkGoesOn) {
  const Goal& goal = GetParam();
  Reference reference;
  Proxy proxy(endpoint_);
  {
    Trial trial(endpoint_, proxy, folder_.path(), "dying", ServerKind::kNew);
    trial.Begin(goal);
    const Ended ended = trial.RunWithFault(goal, {}, 0);
    ASSERT_EQ(ended.exit_code, 0) << ended.output;
    reference = {.contents = trial.Contents(), .steps = proxy.requests()};
  }
  int deaths = 0;
  int survived = 0;
  int asked = 0;
  const std::size_t stride = AsksForAll() ? 1 : kEachDeathInShortForm;
  for (std::size_t i = 0; i < reference.steps.size() * kDeaths.size(); i += stride) {
    const int at = static_cast<int>(i / kDeaths.size()) + 1;
    const FaultKind& death = kDeaths[i % kDeaths.size()];
    SCOPED_TRACE(fmt::format("{} at {}", death.name, reference.Step(at)));
    Trial trial(endpoint_, proxy, folder_.path(), "dying", ServerKind::kNew);
    trial.Begin(goal);
    trial.CheckJournalOnlyGrew();
    const Ended ended = trial.RunWithFault(goal, death, at, [&] { KillAndStartAgain(proxy); });
    ++deaths;
    survived += ended.exit_code == 0 ? 1 : 0;
    {
      // The tool may have ended before the server was back.
      const std::scoped_lock restarted(restarting_);
      trial.UseServer(endpoint_);
    }
    trial.CheckJournalOnlyGrew();
    trial.RunToTheEnd(goal);
    trial.CheckJournalOnlyGrew();
    EXPECT_EQ(trial.Contents(), reference.contents) << ended.output;
    asked += trial.asked_a_person();
    ASSERT_FALSE(HasFailure());
  }
  std::printf(
      "%d deaths of the server, %d runs went on by themselves, a person was asked %d times\n",
      deaths, survived, asked);
}

INSTANTIATE_TEST_SUITE_P(Nasty, ServerDies,
                         ::testing::Values(Goal{.before = {}, .command = {"upgrade"}},
                                           Goal{.before = {"upgrade"},
                                                .command = {"downgrade", "0001"}}),
                         [](const auto& test) { return test.param.command.front(); });

}  // namespace
}  // namespace housewright::reliability
