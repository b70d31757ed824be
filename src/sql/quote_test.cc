#include "sql/quote.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace housewright::sql {
namespace {

TEST(QuoteIdentifier, WritesBackticksAndEscapes) {
  EXPECT_EQ(QuoteIdentifier("events"), "`events`");
  EXPECT_EQ(QuoteIdentifier("a`b\\c"), "`a\\`b\\\\c`");
  EXPECT_EQ(QuoteIdentifier("two\nlines\x01"), "`two\\nlines\\x01`");
  EXPECT_EQ(QuoteIdentifier("it's \"é\""), "`it's \"é\"`");
  EXPECT_EQ(QuoteIdentifier(""), "``");
}

TEST(QuoteIdentifierIfNeeded, LeavesPlainWordsBare) {
  for (const std::string word : {"events", "_x9", "default", "XAPI", "key", "user"})
    EXPECT_EQ(QuoteIdentifierIfNeeded(word), word);
}

TEST(QuoteIdentifierIfNeeded, QuotesKeywordsAndOddNames) {
  for (const std::string name : {"select", "Select", "WITH", "window", "null", "if", "on", "9a",
                                 "a-b", "a.b", "", "é", "all", "where"})
    EXPECT_EQ(QuoteIdentifierIfNeeded(name), "`" + name + "`");
}

TEST(QuoteString, EscapesQuotesBackslashesAndControlCharacters) {
  EXPECT_EQ(QuoteString("it's"), "'it\\'s'");
  EXPECT_EQ(QuoteString("a\\b\tc`\""), "'a\\\\b\\tc`\"'");
  EXPECT_EQ(QuoteString(std::string_view("\0\x7f", 2)), "'\\0\\x7f'");
}

TEST(EscapeInside, EscapesOnlyTheQuoteThatOpened) {
  EXPECT_EQ(EscapeInside("a'b`c\"", '\''), "a\\'b`c\"");
  EXPECT_EQ(EscapeInside("a'b`c\"", '"'), "a'b`c\\\"");
}

TEST(UnquoteIdentifier, ReadsEveryStyleOfQuotes) {
  EXPECT_EQ(UnquoteIdentifier("events"), "events");
  EXPECT_EQ(UnquoteIdentifier("`a``b\\`c`"), "a`b`c");
  EXPECT_EQ(UnquoteIdentifier("\"a\"\"b'`\""), "a\"b'`");
  EXPECT_EQ(UnquoteIdentifier("“a\\b”"), "a\\b");
  EXPECT_EQ(UnquoteIdentifier("`"), "`");
}

TEST(UnquoteString, ReadsEveryStyleOfLiteral) {
  EXPECT_EQ(UnquoteString("'it''s \\'so\\' \\x41\\n'"), "it's 'so' A\n");
  EXPECT_EQ(UnquoteString("'100\\%'"), "100\\%");
  EXPECT_EQ(UnquoteString("'a\\Nb\\\\'"), "ab\\");
  EXPECT_EQ(UnquoteString("‘curly\\n’"), "curly\\n");
  EXPECT_EQ(UnquoteString("x'48656c'"), "Hel");
  EXPECT_EQ(UnquoteString("X'a41'"), "\nA");
  EXPECT_EQ(UnquoteString("b'0100000101000010'"), "AB");
  EXPECT_EQ(UnquoteString("$$it's$$"), "it's");
  EXPECT_EQ(UnquoteString("$tag$a$$b$tag$"), "a$$b");
  EXPECT_EQ(UnquoteString("word"), "word");
}

TEST(Quote, UnquoteIsTheInverseOfQuote) {
  std::mt19937 random(20261123);  // fixed: a failure must come back
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<std::size_t> length(0, 24);
  for (int round = 0; round < 5000; ++round) {
    std::string text(length(random), '\0');
    for (char& c : text) c = static_cast<char>(byte(random));
    ASSERT_EQ(UnquoteString(QuoteString(text)), text);
    ASSERT_EQ(UnquoteIdentifier(QuoteIdentifier(text)), text);
    ASSERT_EQ(UnquoteIdentifier(QuoteIdentifierIfNeeded(text)), text);
  }
}

TEST(IsNumber, AcceptsClickHouseNumbers) {
  for (const std::string number :
       {"0", "42", "-1", "+7", "3.14", ".5", "5.", "1e9", "1.5E-3", "0x1F", "-0XaB", "0x1.8p3"})
    EXPECT_TRUE(IsNumber(number)) << number;
}

TEST(IsNumber, RefusesEverythingElse) {
  for (const std::string text : {"", "-", ".", "1e", "1e+", "abc", "1 ", " 1", "1;2", "0x", "--1",
                                 "1.2.3", "nan", "1_000", "0xg", "1)"})
    EXPECT_FALSE(IsNumber(text)) << text;
}

}  // namespace
}  // namespace housewright::sql
