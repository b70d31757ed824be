// From some request on, what is between the tool and its server sends the tool to another server:
// one that has the database and nothing of the journal. The run must not end as if all were well,
// and the runs after it, on the right server again, reach the same end.
//
// In the short form at some of the steps; HOUSEWRIGHT_FAULTS=all (nightly) asks for all of them.
// Not covered: a load balancer that sends a single statement elsewhere and the next one back.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/engine.h"
#include "reliability/cases.h"
#include "reliability/nasty.h"
#include "support/real_server.h"

namespace housewright::reliability {
namespace {

constexpr std::size_t kEachSwitchInShortForm = 11;

class OtherServer : public ::testing::Test {
 protected:
  void SetUp() override {
    Nasty::Write(folder_.path(), ServerKind::kNew);
    for (std::size_t i = 0; i < 2; ++i) {
      engine::EngineOptions options = testing::EngineOptionsForTests();
      options.extra_users = {{"nasty", "hw-test-password"}};
      auto engine = engine::StartEngine(options);
      if (!engine && engine.error().code() == ErrorCode::kNotFound) {
        GTEST_SKIP() << engine.error().ToString();
      }
      ASSERT_TRUE(engine.has_value()) << engine.error().ToString();
      engines_.push_back(*std::move(engine));
      endpoints_.push_back(engines_.back()->endpoint());
      endpoints_.back().user = "nasty";
      endpoints_.back().password = "hw-test-password";
    }
  }

  const testing::TemporaryDirectory folder_;
  std::vector<std::unique_ptr<engine::Engine>> engines_;
  std::vector<db::Endpoint> endpoints_;
};

TEST_F(OtherServer, FromAStepOn) {
  const Goal goal{.before = {}, .command = {"upgrade"}};
  Proxy proxy(endpoints_[0]);
  Trial reference(endpoints_[0], proxy, folder_.path(), "reference", ServerKind::kNew);
  reference.Begin(goal);
  ASSERT_EQ(reference.RunWithFault(goal, {}, 0).exit_code, 0);
  const std::string expected = reference.Contents();
  const std::size_t steps = proxy.requests().size();
  const auto other = *db::OpenHttpSession(endpoints_[1]);
  int refused = 0;
  for (std::size_t at = 1; at <= steps; at += AsksForAll() ? 1 : kEachSwitchInShortForm) {
    SCOPED_TRACE(fmt::format("another server from request {} of {} on", at, steps));
    Trial trial(endpoints_[0], proxy, folder_.path(), "switched", ServerKind::kNew);
    trial.Begin(goal);
    ASSERT_TRUE(other->Query("CREATE DATABASE switched").has_value());
    const FaultKind kind{"switched", Wire::kWhole, Moment::kArrived, Blow::kServerDies};
    const Ended ended = trial.RunWithFault(goal, kind, static_cast<int>(at),
                                           [&] { proxy.SetServer(endpoints_[1]); });
    proxy.SetServer(endpoints_[0]);
    // At its very beginning or end a run has everything on one of the two.
    const bool done = ended.exit_code == 0;
    const std::string there =
        other->Query("SELECT count() FROM system.tables WHERE database = 'switched'").value_or("?");
    EXPECT_TRUE(!done || there == "0\n" || trial.Contents().empty()) << ended.output;
    refused += done ? 0 : 1;
    ASSERT_TRUE(other->Query("DROP DATABASE switched").has_value());
    trial.CheckJournalOnlyGrew();
    trial.RunToTheEnd(goal);
    trial.CheckJournalOnlyGrew();
    EXPECT_EQ(trial.Contents(), expected) << ended.output;
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(refused, 0);
  std::printf("%d runs noticed that they had come to another server\n", refused);
}

}  // namespace
}  // namespace housewright::reliability
