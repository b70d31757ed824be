#include "db/tsv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_literals;

std::string ErrorOf(std::string_view body, std::size_t columns) {
  const auto rows = ParseTsv(body, columns);
  return rows ? "no error" : rows.error().message();
}

TEST(ParseTsv, ReadsRowsAndEscapes) {
  const auto rows = ParseTsv("a\tb\\tc\\nd\\\\\\'\n\\N\t\\x41\\0\\q\n\t\n", 2);
  ASSERT_TRUE(rows.has_value());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("a", "b\tc\nd\\'"), ElementsAre("", "A\0q"s),
                                 ElementsAre("", "")));
}

TEST(ParseTsv, ReadsNoRows) {
  const auto rows = ParseTsv("", 3);
  ASSERT_TRUE(rows.has_value());
  EXPECT_THAT(*rows, IsEmpty());
}

TEST(ParseTsv, RefusesATornRow) {
  EXPECT_EQ(ErrorOf("a\tb\nc\td", 2), "the answer ends in the middle of row 2");
}

TEST(ParseTsv, RefusesAnotherNumberOfColumns) {
  EXPECT_EQ(ErrorOf("a\tb\nc\n", 2), "row 2 of the answer has 1 column instead of 2");
  EXPECT_EQ(ErrorOf("a\tb\tc\n", 2), "row 1 of the answer has 3 columns instead of 2");
}

TEST(EscapeTsv, IsUndoneByParseTsv) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const auto rows = ParseTsv(EscapeTsv(every_byte) + "\t" + EscapeTsv("\\N") + "\n", 2);
  ASSERT_TRUE(rows.has_value());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre(every_byte, "\\N")));
}

}  // namespace
}  // namespace housewright::db
