#include "support/real_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace housewright::testing {
namespace {

class EveryServer : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryServer, AnswersWithTheVersionOfItsName) {
  auto server = RealServer::Start(GetParam());
  if (!server && server.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << server.error().ToString();
  }
  ASSERT_TRUE(server) << server.error().ToString();
  auto session = db::OpenHttpSession((*server)->endpoint());
  ASSERT_TRUE(session) << session.error().ToString();
  const auto version = (*session)->Query("SELECT version()");
  ASSERT_TRUE(version) << version.error().ToString();
  if (GetParam() == "new" || GetParam() == "old") {
    EXPECT_THAT(*version, ::testing::StartsWith((*server)->name() + "."));
  }
}

TEST_P(EveryServer, RunsTwiceAtATime) {
  auto first = RealServer::Start(GetParam());
  auto second = RealServer::Start(GetParam());
  if (!first && first.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << first.error().ToString();
  }
  ASSERT_TRUE(first) << first.error().ToString();
  ASSERT_TRUE(second) << second.error().ToString();
  if (GetParam() == "new" || GetParam() == "old") {
    EXPECT_NE((*first)->endpoint().port, (*second)->endpoint().port);
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryServer, ::testing::ValuesIn(ServerNames()), ServerTestName);

TEST(ServerNames, AddsTheUrlsOfTheEnvironment) {
  const char* set = std::getenv("HOUSEWRIGHT_TEST_SERVERS");
  const std::string before = set == nullptr ? "" : set;
  ::setenv("HOUSEWRIGHT_TEST_SERVERS", " http://a:1  https://b ", 1);
  EXPECT_THAT(ServerNames(), ::testing::ElementsAre("new", "old", "http://a:1", "https://b"));
  ::setenv("HOUSEWRIGHT_TEST_SERVERS", before.c_str(), 1);
  EXPECT_EQ(ServerTestNamer::Clean("https://b.c:1"), "https___b_c_1");
}

}  // namespace
}  // namespace housewright::testing
