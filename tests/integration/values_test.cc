// Comments among the rows of INSERT ... VALUES: what servers say of them, and what the offline
// check says that they will.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "project/values_comments.h"
#include "sql/statement.h"
#include "support/server_test.h"

namespace housewright {
namespace {

enum class Verdict : std::uint8_t { kRead, kReadByNewServers, kRefused };

Verdict VerdictOf(const std::string& sql) {
  const auto statements = sql::SplitStatements(SourceText("f.sql", sql));
  if (!statements || statements->size() != 1) throw std::runtime_error(sql);
  const auto found = project::FindValuesComments(sql, statements->front());
  if (found.empty()) return Verdict::kRead;
  return std::ranges::any_of(found, &project::ValuesComment::refused_everywhere)
             ? Verdict::kRefused
             : Verdict::kReadByNewServers;
}

class ValuesComments : public testing::ServerTest {
 protected:
  ValuesComments() : ServerTest("hw_values_test") {}
};

TEST_P(ValuesComments, AreReadAsTheCheckSays) {
  Run("CREATE TABLE hw_values_test.t (x UInt64) ENGINE = Memory");
  constexpr db::Version kReads{26, 7, 0};
  constexpr db::Version kReadsNot{19, 0, 0};
  for (const std::string rows :
       {"VALUES /* c */ (1)", "VALUES\n-- c\n(1)", "VALUES (1 /* c */)", "VALUES (/* c */ 1)",
        "VALUES (/* c */ 1), (2 -- d\n)", "VALUES (1), (1 + /* c */ 1)", "VALUES (1), /* c */ (2)",
        "VALUES (1), -- c\n (2)", "VALUES (1), # c\n (2)", "VALUES (1), #! c\n (2)",
        "VALUES (1) /* c */, (2)", "VALUES (1)/* c */,(2)", "VALUES (1) -- c\n, (2)",
        "FORMAT Values (1), /* c */ (2)"}) {
    const std::string sql = "INSERT INTO hw_values_test.t " + rows;
    const Verdict verdict = VerdictOf(sql);
    const bool undecided = verdict == Verdict::kReadByNewServers && facts_.version < kReads &&
                           facts_.version >= kReadsNot;
    if (undecided) continue;
    const auto answer = session_->Execute({.sql = sql});
    const bool is_read = verdict == Verdict::kRead ||
                         (verdict == Verdict::kReadByNewServers && facts_.version >= kReads);
    EXPECT_EQ(answer.has_value(), is_read) << rows;
    if (!answer) {
      EXPECT_EQ(answer.error().error.server_code(), 27) << rows;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ValuesComments, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
