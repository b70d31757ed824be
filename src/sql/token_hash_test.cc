#include "sql/token_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace housewright::sql {
namespace {

TEST(TokenHash, StaysTheSameForEver) {
  EXPECT_EQ(TokenHash("").ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(TokenHash("CREATE TABLE a.t (x Int8) ENGINE = MergeTree ORDER BY x;").ToHex(),
            "5fe7c226e3f7d1a2efe6356e177d722035016a14ac93d58c7d0b348a682510c7");
}

TEST(TokenHash, IgnoresBlanksCommentsLineEndsAndAByteOrderMark) {
  const Digest hash = TokenHash("SELECT 1, 'a' FROM t;\nSELECT 2");
  EXPECT_EQ(TokenHash("\xEF\xBB\xBFSELECT 1, 'a' FROM t;\nSELECT 2"), hash);
  EXPECT_EQ(TokenHash("SELECT 1, 'a'\r\nFROM t;\r\nSELECT 2\r\n"), hash);
  EXPECT_EQ(TokenHash("-- why\nSELECT/**/1 ,'a'\u00A0FROM t ; # x\nSELECT 2 // y"), hash);
}

TEST(TokenHash, SeesWhatClickHouseSees) {
  const Digest hash = TokenHash("SELECT 1, 'a' FROM t");
  EXPECT_NE(TokenHash("SELECT 1, 'b' FROM t"), hash);
  EXPECT_NE(TokenHash("SELECT 1, 'a' FROM T"), hash);
  EXPECT_NE(TokenHash("SELECT 1, 'a' FROM t;"), hash);
  EXPECT_NE(TokenHash("SELECT 1, `a` FROM t"), hash);
}

TEST(TokenHash, CountsALineEndInsideALiteral) {
  EXPECT_NE(TokenHash("SELECT 'a\nb'"), TokenHash("SELECT 'a\r\nb'"));
  EXPECT_NE(TokenHash("SELECT $$a\nb$$"), TokenHash("SELECT $$a\r\nb$$"));
}

TEST(TokenHash, TellsTokensThatWouldRunTogether) {
  EXPECT_NE(TokenHash("ab c"), TokenHash("a bc"));
  EXPECT_NE(TokenHash("a b"), TokenHash("ab"));
  EXPECT_NE(TokenHash("- -"), TokenHash("--"));
}

TEST(TokenHash, CountsTheTagsOfATemplate) {
  EXPECT_NE(TokenHash("{% if a %}SELECT 1{% endif %}"), TokenHash("SELECT 1"));
  EXPECT_NE(TokenHash("SELECT {{ a }}"), TokenHash("SELECT {{ b }}"));
}

// Rows are no SQL: what looks like a comment there is data.
TEST(TokenHash, CountsEveryByteOfRowsButTheirLineEnds) {
  const std::string head = "INSERT INTO t FORMAT TSV\n";
  const Digest hash = TokenHash(head + "a // b\n--c\n\nSELECT 1");
  EXPECT_EQ(TokenHash(head + "a // b\r\n--c\r\n\r\nSELECT 1"), hash);
  EXPECT_NE(TokenHash(head + "a // c\n--c\n\nSELECT 1"), hash);
  EXPECT_NE(TokenHash(head + "a // b\n--d\n\nSELECT 1"), hash);
  EXPECT_NE(TokenHash(head + "a  // b\n--c\n\nSELECT 1"), hash);
  EXPECT_EQ(TokenHash(head + "a // b\n--c\n\nSELECT 1 -- d"), hash);
}

TEST(TokenHash, HashesLongTokensAndManyTokens) {
  const std::string text(10'000, 'x');
  EXPECT_NE(TokenHash("'" + text + "a'"), TokenHash("'" + text + "b'"));
  std::string many;
  for (int i = 0; i < 5'000; ++i) many += "a, ";
  EXPECT_NE(TokenHash(many + "a"), TokenHash(many + "b"));
}

}  // namespace
}  // namespace housewright::sql
