#pragma once

// A test on each real server, in a database of its own. Header only: the library links no
// GoogleTest.
//
//   class Tables : public ServerTest {
//    protected:
//     Tables() : ServerTest("hw_tables_test") {}
//   };
//   TEST_P(Tables, CanBeMade) { Run("CREATE TABLE hw_tables_test.a ..."); }
//   INSTANTIATE_TEST_SUITE_P(All, Tables, ::testing::ValuesIn(ServerNames()), ServerTestName);

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "db/server_facts.h"
#include "db/session.h"
#include "support/real_server.h"

namespace housewright::testing {

class ServerTest : public ::testing::TestWithParam<std::string> {
 protected:
  // `database` is empty when a test begins, and gone after it.
  explicit ServerTest(std::string database) : database_(std::move(database)) {}

  void SetUp() override {
    const auto server = RealServer::Shared(GetParam());
    if (!server && server.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << server.error().ToString();
    }
    ASSERT_TRUE(server.has_value()) << server.error().ToString();
    endpoint_ = (*server)->endpoint();
    session_ = Open();
    const auto facts = db::ProbeServer(*session_, false);
    ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
    facts_ = *facts;
    MakeDatabase();
  }
  void TearDown() override {
    if (session_) Run("DROP DATABASE IF EXISTS " + database_);
  }

  void MakeDatabase() {
    Run("DROP DATABASE IF EXISTS " + database_);
    Run("CREATE DATABASE " + database_);
  }

  // A connection of its own to the server of this test.
  std::unique_ptr<db::Session> Open() const {
    auto session = db::OpenHttpSession(endpoint_);
    EXPECT_TRUE(session.has_value()) << session.error().ToString();
    return *std::move(session);
  }

  // The answer; the test fails where the server refuses.
  std::string Run(const std::string& sql) {
    const auto answer = session_->Query(sql);
    EXPECT_TRUE(answer.has_value()) << sql << "\n" << answer.error().ToString();
    return answer.value_or("");
  }

  const std::string database_;
  db::Endpoint endpoint_;
  std::unique_ptr<db::Session> session_;  // null where the test is skipped
  db::ServerFacts facts_;
};

}  // namespace housewright::testing
