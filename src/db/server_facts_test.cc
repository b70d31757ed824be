#include "db/server_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace housewright::db {
namespace {

using ::testing::SizeIs;

// Answers from a list; what servers really answer is tested in tests/integration/db_test.cc. Here:
// users without rights, which is nothing that the engine can be started with.
class AnsweringSession final : public Session {
 public:
  explicit AnsweringSession(std::deque<QueryResult> answers) : answers_(std::move(answers)) {}

  QueryResult Execute(const Request& request) override {
    statements.emplace_back(request.sql);
    QueryResult answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }
  const Endpoint& endpoint() const override { return endpoint_; }

  std::vector<std::string> statements;

 private:
  std::deque<QueryResult> answers_;
  Endpoint endpoint_;
};

QueryResult Body(std::string body) {
  return Response{.body = std::move(body), .summary = {}, .query_id = "", .server_timezone = ""};
}

QueryResult Refusal(int code) {
  return std::unexpected(QueryError{
      .error = Error(ErrorCode::kServer, "code " + std::to_string(code)).WithServerCode(code),
      .delivery = Delivery::kRefused});
}

TEST(ParseVersion, ReadsThreeNumbers) {
  EXPECT_EQ(ParseVersion("26.7.2.1"), (Version{.major = 26, .minor = 7, .patch = 2}));
  EXPECT_EQ(ParseVersion("18.16.1"), (Version{.major = 18, .minor = 16, .patch = 1}));
  EXPECT_EQ(ParseVersion("24.8-lts"), (Version{.major = 24, .minor = 8, .patch = 0}));
  EXPECT_EQ(ParseVersion("x"), Version{});
  EXPECT_LT(ParseVersion("23.12.1"), ParseVersion("24.1.1"));
}

TEST(ProbeServer, AsksOnce) {
  AnsweringSession session({Body("24.8.1.1\thost\tUTC\tbob\t1\n")});
  const auto facts = ProbeServer(session, false);
  ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
  EXPECT_THAT(session.statements, SizeIs(1));
  EXPECT_EQ(facts->version_text, "24.8.1.1");
  EXPECT_EQ(facts->host_name, "host");
  EXPECT_EQ(facts->timezone, "UTC");
  EXPECT_EQ(facts->user, "bob");
  EXPECT_TRUE(facts->has_query_parameters);
  EXPECT_TRUE(facts->has_access_management);
}

TEST(ProbeServer, KnowsThatAnEmbeddedEngineKeepsNoUsers) {
  AnsweringSession session({Body("24.8.1.1\thost\tUTC\tbob\t0\n")});
  const auto facts = ProbeServer(session, true);
  ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
  EXPECT_FALSE(facts->has_access_management);
  EXPECT_TRUE(facts->embedded);
}

TEST(ProbeServer, AsksForLessWhereTheUserMayNotSeeEverything) {
  AnsweringSession session({Refusal(497), Body("24.8.1.1\thost\tUTC\tbob\n"), Refusal(497)});
  const auto facts = ProbeServer(session, false);
  ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
  EXPECT_THAT(session.statements, SizeIs(3));
  EXPECT_EQ(facts->user, "bob");
  EXPECT_TRUE(facts->has_access_management);
}

TEST(ProbeServer, AsksAnOldServerForWhatItHas) {
  AnsweringSession session({Refusal(46), Body("18.16.1\thost\tUTC\n")});
  const auto facts = ProbeServer(session, false);
  ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
  EXPECT_EQ(facts->user, "");
  EXPECT_FALSE(facts->has_query_parameters);
  EXPECT_FALSE(facts->has_access_management);
}

TEST(ProbeServer, PassesOtherErrorsOn) {
  AnsweringSession session({Refusal(241)});
  const auto facts = ProbeServer(session, false);
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().message(), "code 241");
  EXPECT_THAT(session.statements, SizeIs(1));
}

TEST(ProbeServer, RefusesAnAnswerThatIsNotTheQuestions) {
  AnsweringSession session({Body("24.8.1.1\n")});
  const auto facts = ProbeServer(session, false);
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code(), ErrorCode::kProtocol);
  EXPECT_EQ(facts.error().message(), "row 1 of the answer has 1 column instead of 5");
}

}  // namespace
}  // namespace housewright::db
