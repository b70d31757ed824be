// examples/quickstart-single: its README's commands, on the embedded engine, on ClickHouse 26.7 and
// on 18.16.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "examples/example.h"
#include "support/real_server.h"

namespace housewright::examples {
namespace {

using ::testing::HasSubstr;

TEST(QuickstartSingle, ReadmeRunsOnTheEmbeddedEngine) {
  const Example example("quickstart-single");
  const ShellResult result = example.Run(example.ReadmeBlocks("sh"));
  ASSERT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("CREATE VIEW default.revenue"));
}

class QuickstartSingleOnServers : public ::testing::TestWithParam<std::string> {
 protected:
  void Start() {
    auto server = testing::RealServer::Start(GetParam());
    if (!server && server.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << server.error().ToString();
    }
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = *std::move(server);
    example_.UseServer(server_->endpoint());
    auto session = db::OpenHttpSession(server_->endpoint());
    ASSERT_TRUE(session) << session.error().ToString();
    session_ = *std::move(session);
  }
  bool CannotRun() const { return IsSkipped() || HasFatalFailure(); }

  Example example_{"quickstart-single"};
  std::unique_ptr<testing::RealServer> server_;
  std::unique_ptr<db::Session> session_;
};

TEST_P(QuickstartSingleOnServers, ReadmeRuns) {
  Start();
  if (CannotRun()) return;
  const ShellResult result = example_.Run(example_.ReadmeBlocks("sh server"));
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_EQ(Query(*session_,
                  "SELECT count() FROM system.tables WHERE database = 'default' "
                  "AND name IN ('orders', 'customers', 'revenue')"),
            "0\n");
}

TEST_P(QuickstartSingleOnServers, CollectsTheCustomersOfTheOrdersThatAreThere) {
  Start();
  if (CannotRun()) return;
  const ShellResult first = example_.Run("housewright upgrade 0001");
  ASSERT_EQ(first.exit_code, 0) << first.output;
  Query(*session_, example_.Read("data/0001_orders.sql"));
  const ShellResult rest = example_.Run("housewright upgrade heads");
  ASSERT_EQ(rest.exit_code, 0) << rest.output;
  EXPECT_EQ(Query(*session_, "SELECT count(), sum(orders) FROM default.customers"), "100\t1000\n");
  EXPECT_EQ(Query(*session_, "SELECT sum(orders) FROM default.revenue"), "1000\n");
}

// Servers by URL are left alone: the project's tables live in the database `default`.
INSTANTIATE_TEST_SUITE_P(All, QuickstartSingleOnServers, ::testing::Values("new", "old"),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright::examples
