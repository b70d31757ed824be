// Many processes of `deploy` at once on one real server: one runs, the others wait and find nothing
// to do, and every statement took effect once.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reliability/cases.h"
#include "reliability/nasty.h"

namespace housewright::reliability {
namespace {

class Together : public ::testing::TestWithParam<int>, public NastyOnServer {
 protected:
  void SetUp() override {
    if (!Start(ServerKind::kNew)) GTEST_SKIP() << reason();
    Nasty::Write(folder(), kind(), Nasty::Times::kUsual);
  }
};

TEST_P(Together, OneRunsAndTheRestFindNothingToDo) {
  const Goal goal{.before = {}, .command = {"deploy", "--wait", "100"}};
  const Reference reference = RunWithoutFaults({.before = {}, .command = {"upgrade"}});
  Proxy proxy(endpoint());
  Trial trial(endpoint(), proxy, folder(), fmt::format("together_{}", GetParam()),
              ServerKind::kNew);
  trial.Begin(goal);
  std::vector<std::unique_ptr<Tool>> tools;
  for (int i = 0; i < GetParam(); ++i) {
    tools.push_back(
        std::make_unique<Tool>(folder(), goal.command, trial.VariablesFor(trial.server_url())));
  }
  int ran = 0;
  int found_nothing = 0;
  for (const auto& tool : tools) {
    const Ended ended = tool->Wait();
    EXPECT_EQ(ended.exit_code, 0) << ended.output;
    ran += ended.output.find("done: 5 revisions") != std::string::npos ? 1 : 0;
    found_nothing += ended.output.find("nothing to do") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(found_nothing, GetParam() - 1);
  EXPECT_EQ(trial.Contents(), reference.contents);
  trial.CheckNothingFinishedTwice();
  const std::string outcomes = trial.Ask(
      fmt::format("SELECT revision, statement, count() FROM {}.housewright_journal WHERE kind = "
                  "'done' GROUP BY revision, statement HAVING count() != 1",
                  trial.database()));
  EXPECT_EQ(outcomes, "");
}

INSTANTIATE_TEST_SUITE_P(Processes, Together, ::testing::Values(2, 10, 50),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace housewright::reliability
