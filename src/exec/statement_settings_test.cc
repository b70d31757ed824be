#include "exec/statement_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exec/test_plan.h"

namespace housewright::exec {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

db::ServerFacts FactsOf(std::uint32_t major, std::uint32_t minor) {
  db::ServerFacts facts;
  facts.version = {major, minor, 0};
  return facts;
}

TEST(StatementSettings, OfTheStatementWinOverThoseOfTheTarget) {
  const auto statement = testing::Render("-- settings: a = 2, mutations_sync = 2\nSELECT 1");
  EXPECT_THAT(*SettingsFor({{"a", "1"}, {"b", "1"}}, FactsOf(26, 7), statement),
              ElementsAre(Pair("a", "2"), Pair("alter_sync", "1"), Pair("b", "1"),
                          Pair("mutations_sync", "2")));
}

TEST(StatementSettings, SayNothingThatAnOldServerDoesNotKnow) {
  EXPECT_THAT(*SettingsFor({}, FactsOf(18, 16), testing::Render("SELECT 1")), IsEmpty());
  EXPECT_THAT(*SettingsFor({}, FactsOf(20, 3), testing::Render("SELECT 1")),
              ElementsAre(Pair("mutations_sync", "1")));
}

}  // namespace
}  // namespace housewright::exec
