// Whole outputs of the commands that only look at the files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/app_fixture.h"
#include "cli/help.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Offline : public ::testing::Test {
 protected:
  Offline() { app.PutProject(); }
  void ExpectOutput(const std::vector<std::string>& args, const std::string& out) {
    const Printed printed = app.Run(args);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_EQ(printed.out, out);
    EXPECT_EQ(printed.err, "");
  }
  AppFixture app;
};

TEST_F(Offline, ProgramAloneGivesTheOverview) { ExpectOutput({}, OverviewText()); }

TEST_F(Offline, VersionIsOneLine) { ExpectOutput({"--version"}, "housewright 0.1.0\n"); }

TEST_F(Offline, CheckFindsNothingInAGoodProject) {
  ExpectOutput({"check"}, "check: 3 revisions, no findings\n");
}

TEST_F(Offline, HistoryIsNewestFirstInAlembicsFormat) {
  ExpectOutput({"history"},
               "<base> (0001) -> 0003 (stock) (head), Create the stock\n"
               "0001 -> 0002 (orders) (head), Add the price\n"
               "<base> -> 0001 (orders), Create orders\n");
}

TEST_F(Offline, HistoryOfARangeHasBothEnds) {
  ExpectOutput({"history", "-r", "0001:0002"},
               "0001 -> 0002 (orders) (head), Add the price\n"
               "<base> -> 0001 (orders), Create orders\n");
  ExpectOutput({"history", "-r", "0002:"}, "0001 -> 0002 (orders) (head), Add the price\n");
  ExpectOutput({"history", "-r", ":0001"}, "<base> -> 0001 (orders), Create orders\n");
}

TEST_F(Offline, HeadsAreOnePerService) {
  ExpectOutput({"heads"}, "0002 (orders) (head)\n0003 (stock) (head)\n");
}

TEST_F(Offline, ShowTellsAllOfARevision) {
  const Printed printed = app.Run({"show", "0003"});
  EXPECT_THAT(printed.out,
              ::testing::StartsWith("Rev: 0003 (head)\nParent: <base>\nAlso depends on: 0001\n"
                                    "Branch names: stock\n"
                                    "Path: services/stock/0003_create_stock.sql\n"
                                    "Created: 2026-11-23T10:10:00Z\nReleased: no\nHash: "));
  EXPECT_THAT(printed.out, ::testing::EndsWith("\n\n    Create the stock\n\n"));
}

TEST_F(Offline, PlanWithoutAnyTargetBeginsAtBase) {
  const Printed printed = app.Run({"plan", "0002"});
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_EQ(printed.err, "note: the project has no target; assuming that nothing is applied\n");
  EXPECT_EQ(printed.out,
            "upgrade from base to 0002: 2 revisions, 2 statements\n"
            "  0001 orders  Create orders: 1 metadata  [needed by 0002]\n"
            "  0002 orders  Add the price: 1 metadata  [the goal]\n");
}

TEST_F(Offline, PlanListsTheStatementsWhereItIsVerbose) {
  EXPECT_EQ(app.Run({"plan", "0002", "-v"}).out,
            "upgrade from base to 0002: 2 revisions, 2 statements\n"
            "  0001 orders  Create orders  [needed by 0002]\n"
            "    1/1  metadata     CREATE TABLE shop.orders\n"
            "  0002 orders  Add the price  [the goal]\n"
            "    1/1  metadata     ALTER TABLE shop.orders (ADD COLUMN price)\n");
}

TEST_F(Offline, VariablesOfTheCommandLineWin) {
  const Printed printed = app.Run({"upgrade", "0001", "--sql", "-x", "database=my shop"});
  EXPECT_THAT(printed.out, HasSubstr("CREATE TABLE `my shop`.orders "));
}

TEST_F(Offline, JsonOfHeadsHasEachMember) {
  const Printed printed = app.Run({"heads", "--format", "json"});
  EXPECT_THAT(printed.out, HasSubstr("{\n  \"command\": \"heads\",\n  \"revisions\": [\n    {\n"
                                     "      \"id\": \"0002\",\n      \"service\": \"orders\",\n"
                                     "      \"parents\": [\n        \"0001\"\n      ],\n"
                                     "      \"depends_on\": [],\n      \"labels\": [],\n"
                                     "      \"message\": \"Add the price\",\n"));
  EXPECT_THAT(printed.out, HasSubstr("      \"head\": true,\n      \"branchpoint\": false,\n"
                                     "      \"mergepoint\": false,\n      \"released\": false\n"));
}

TEST_F(Offline, JsonNeverHoldsASecret) {
  app.environment["READER_PASSWORD"] = "correct horse";
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"plan", "--format", "json"}, {"upgrade", "--sql", "--format", "json"}}) {
    const Printed printed = app.Run(args);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_THAT(printed.out, HasSubstr("[secret:reader_password]"));
    EXPECT_THAT(printed.out, Not(HasSubstr("correct horse")));
  }
}

TEST_F(Offline, LookingWorksWhileARevisionIsUnfinished) {
  ASSERT_EQ(app.Run({"revision", "-m", "Later", "-s", "orders"}).exit_code, 0);
  const Printed printed = app.Run({"heads"});
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_EQ(printed.out, "0003 (stock) (head)\n0004 (orders) (head)\n");
  EXPECT_EQ(printed.err, "note: the project has 2 errors: see `housewright check`\n");
}

}  // namespace
}  // namespace housewright::cli
