#include "base/source_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright {
namespace {

TEST(SourceText, LinesEndWithLfCrlfOrALoneCr) {
  EXPECT_THAT(FindLineStarts("a\nb\r\nc\rd"), ::testing::ElementsAre(0, 2, 5, 7));
}

TEST(SourceText, PositionsCountLinesFromOneAndColumnsInCodePoints) {
  const SourceText source("f.sql", "SELECT 1;\n  é x");
  EXPECT_EQ(source.PositionOf(0), (Position{.offset = 0, .line = 1, .column = 1}));
  EXPECT_EQ(source.PositionOf(15), (Position{.offset = 15, .line = 2, .column = 5}));
  EXPECT_EQ(source.PositionOf(source.text().size()).line, 2U);
}

TEST(SourceText, AnExcerptMarksOnlyWhatIsOnItsFirstLine) {
  const SourceText source("f.sql", "one\ntwo 'three\nfour");
  const SourceExcerpt excerpt = source.Excerpt(8, 11);
  EXPECT_EQ(excerpt.line, 2U);
  EXPECT_EQ(excerpt.column, 5U);
  EXPECT_EQ(excerpt.line_text, "two 'three");
  EXPECT_EQ(excerpt.length, 6U);
}

TEST(SourceText, TheEndOfAnEmptyTextIsItsFirstLine) {
  const SourceText source("f.sql", "");
  EXPECT_EQ(source.PositionOf(0), (Position{.offset = 0, .line = 1, .column = 1}));
  EXPECT_EQ(source.Excerpt(0).length, 1U);
}

TEST(SourceText, FindsTheOffsetOfAViewIntoItself) {
  const SourceText source("f.sql", "abcdef");
  EXPECT_EQ(source.OffsetOf(source.text().substr(3)), 3U);
}

}  // namespace
}  // namespace housewright
