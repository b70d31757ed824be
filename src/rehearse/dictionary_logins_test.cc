#include "rehearse/dictionary_logins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::rehearse {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::map<std::string, std::string> LoginsOf(const std::vector<std::string>& statements,
                                            sql::ObjectKind kind = sql::ObjectKind::kDictionary) {
  plan::Plan plan;
  plan::PlannedStep& step = plan.steps.emplace_back();
  for (const std::string& text : statements) {
    plan::PlannedStatement& planned = step.statements.emplace_back();
    planned.statement.sql.text = text;
    planned.statement.facts.object_kind = kind;
  }
  std::map<std::string, std::string> logins;
  AddDictionaryLogins(plan, logins);
  return logins;
}

TEST(DictionaryLogins, ReadsUserAndPasswordInAnyOrder) {
  EXPECT_THAT(
      LoginsOf(
          {"CREATE DICTIONARY d.n (id UInt64) PRIMARY KEY id SOURCE(CLICKHOUSE(user 'ch_admin' "
           "password 'it\\'s' DB 'd' TABLE 't')) LAYOUT(FLAT())",
           "CREATE DICTIONARY d.m (id UInt64) PRIMARY KEY id SOURCE ( ClickHouse ( PORT "
           "tcpPort() PASSWORD '' HOST 'USER' USER reader ) ) LIFETIME(1)"}),
      ElementsAre(Pair("ch_admin", "it's"), Pair("reader", "")));
}

TEST(DictionaryLogins, TakesTheLaterOfTwoPasswords) {
  EXPECT_THAT(LoginsOf({"CREATE DICTIONARY a SOURCE(CLICKHOUSE(USER 'u' PASSWORD 'old'))",
                        "CREATE DICTIONARY b SOURCE(CLICKHOUSE(USER 'u' PASSWORD 'new'))"}),
              ElementsAre(Pair("u", "new")));
}

TEST(DictionaryLogins, ReadsNothingElse) {
  EXPECT_THAT(LoginsOf({"CREATE DICTIONARY a SOURCE(HTTP(CREDENTIALS(USER 'u' PASSWORD 'p')))",
                        "CREATE DICTIONARY a SOURCE(CLICKHOUSE(NAME login TABLE 't'))",
                        "CREATE DICTIONARY a SOURCE(CLICKHOUSE(TABLE 't')) COMMENT 'USER x'",
                        "DROP DICTIONARY a", "CREATE DICTIONARY a SOURCE(CLICKHOUSE(USER"}),
              IsEmpty());
  EXPECT_THAT(LoginsOf({"CREATE TABLE a SOURCE(CLICKHOUSE(USER 'u'))"}, sql::ObjectKind::kTable),
              IsEmpty());
}

}  // namespace
}  // namespace housewright::rehearse
