#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, TrimTakesBlanksAndLineEndsFromBothEnds) {
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(Trim(" \n "), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(Split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
}

TEST(Text, CountWritesTheRightNumber) {
  EXPECT_EQ(Count(1, "statement"), "1 statement");
  EXPECT_EQ(Count(0, "statement"), "0 statements");
}

TEST(Text, ReplaceAllDoesNotReplaceWhatItWrote) {
  EXPECT_EQ(ReplaceAll("aXa", "a", "aa"), "aaXaa");
}

TEST(Text, EditDistanceCountsInsertionsDeletionsAndSubstitutions) {
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("same", "same"), 0U);
}

TEST(Text, NearestNamesComeNearestFirstAndStopWhereNobodyCouldHaveMeantThem) {
  const std::vector<std::string> names = {"xapi", "vector", "event_sink", "xapis"};
  EXPECT_THAT(NearestNames("xapu", names), ElementsAre("xapi"));
  EXPECT_THAT(NearestNames("xapis", names), ElementsAre("xapis", "xapi"));
  EXPECT_THAT(NearestNames("reporting", names), IsEmpty());
}

}  // namespace
}  // namespace housewright
