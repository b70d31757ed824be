#include "db/error_table.h"

#include <gtest/gtest.h>

#include <set>

namespace housewright::db {
namespace {

TEST(ErrorTable, KnowsEveryCodeOnceAndInOrder) {
  int last = 0;
  std::set<std::string_view> names;
  for (const ErrorRule& rule : ErrorRules()) {
    EXPECT_GT(rule.code, last);
    last = rule.code;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(FindErrorRule(rule.code), &rule);
  }
}

TEST(ErrorTable, AnswersNothingForAnUnknownCode) {
  EXPECT_EQ(FindErrorRule(0), nullptr);
  EXPECT_EQ(FindErrorRule(-1), nullptr);
  EXPECT_EQ(FindErrorRule(4711), nullptr);
}

// The rule that the whole of resuming rests on.
TEST(ErrorTable, NeverResendsWhatMayHaveTakenEffect) {
  for (const ErrorRule& rule : ErrorRules()) {
    if (rule.reaction == Reaction::kRetry) {
      EXPECT_FALSE(rule.outcome_is_ambiguous) << rule.name;
    }
    if (rule.reaction == Reaction::kProbe || rule.reaction == Reaction::kProbeThenRetry ||
        rule.reaction == Reaction::kWait) {
      EXPECT_TRUE(rule.outcome_is_ambiguous) << rule.name;
    }
  }
}

struct Expected {
  int code;
  Reaction reaction;
  bool ambiguous;
};

TEST(ErrorTable, ReactsToTheCodesThatMigrationsMeet) {
  constexpr Expected kExpected[] = {
      {57, Reaction::kStop, false},           {60, Reaction::kStop, false},
      {159, Reaction::kWait, true},           {202, Reaction::kRetry, false},
      {203, Reaction::kRetry, false},         {209, Reaction::kProbe, true},
      {210, Reaction::kProbe, true},          {225, Reaction::kProbe, true},
      {241, Reaction::kProbe, true},          {242, Reaction::kRetry, false},
      {252, Reaction::kProbeThenRetry, true}, {319, Reaction::kProbeThenRetry, true},
      {341, Reaction::kProbe, true},          {439, Reaction::kRetry, false},
      {473, Reaction::kRetry, false},         {497, Reaction::kStop, false},
      {517, Reaction::kRetry, false},         {692, Reaction::kRetry, false},
      {741, Reaction::kRetry, false},         {999, Reaction::kProbeThenRetry, true},
  };
  for (const Expected& expected : kExpected) {
    const ErrorRule* rule = FindErrorRule(expected.code);
    ASSERT_NE(rule, nullptr) << expected.code;
    EXPECT_EQ(rule->reaction, expected.reaction) << rule->name;
    EXPECT_EQ(rule->outcome_is_ambiguous, expected.ambiguous) << rule->name;
  }
}

TEST(ErrorTable, NamesItsReactions) {
  EXPECT_EQ(ReactionName(Reaction::kRetry), "retry");
  EXPECT_EQ(ReactionName(Reaction::kWait), "wait");
  EXPECT_EQ(ReactionName(Reaction::kProbe), "probe");
  EXPECT_EQ(ReactionName(Reaction::kProbeThenRetry), "probe, then retry");
  EXPECT_EQ(ReactionName(Reaction::kStop), "stop");
}

}  // namespace
}  // namespace housewright::db
