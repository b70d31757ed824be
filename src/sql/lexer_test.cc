#include "sql/lexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace housewright::sql {
namespace {

// "Number:1 Dot:." for the tokens of `text`, without blanks.
std::string Tokens(std::string_view text) {
  std::string out;
  Lexer lexer(text);
  for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    if (token.type == TokenType::kWhitespace) continue;
    if (!out.empty()) out += ' ';
    out += std::string(TokenTypeName(token.type)) + ':' + std::string(token.In(text));
  }
  return out;
}

struct Case {
  std::string text;
  std::string tokens;
};

class LexerTable : public testing::TestWithParam<Case> {};

TEST_P(LexerTable, ReadsAsClickHouseDoes) { EXPECT_EQ(Tokens(GetParam().text), GetParam().tokens); }

// Each expectation was taken from tokenizeQuery of ClickHouse 26.7.
INSTANTIATE_TEST_SUITE_P(
    Strings, LexerTable,
    testing::Values(Case{"'a;b'", "StringLiteral:'a;b'"}, Case{"'a'';b'", "StringLiteral:'a'';b'"},
                    Case{"'a\\';b'", "StringLiteral:'a\\';b'"},
                    Case{"'a\\\\';", "StringLiteral:'a\\\\' Semicolon:;"},
                    Case{"'a\nb'", "StringLiteral:'a\nb'"}, Case{"''", "StringLiteral:''"},
                    Case{"'a", "ErrorSingleQuoteIsNotClosed:'a"},
                    Case{"'a\\", "ErrorSingleQuoteIsNotClosed:'a\\"},
                    Case{"`a``;b`", "QuotedIdentifier:`a``;b`"},
                    Case{"`a\\`;b`", "QuotedIdentifier:`a\\`;b`"},
                    Case{"`a", "ErrorBackQuoteIsNotClosed:`a"},
                    Case{"\"a\"\";b\"", "QuotedIdentifier:\"a\"\";b\""},
                    Case{"\"a", "ErrorDoubleQuoteIsNotClosed:\"a"},
                    Case{"x'3b' b'01'", "StringLiteral:x'3b' StringLiteral:b'01'"},
                    Case{"X'3B'B'1'", "StringLiteral:X'3B' StringLiteral:B'1'"},
                    Case{"x'zz' y", "ErrorSingleQuoteIsNotClosed:x'zz' y"},
                    Case{"b'1", "ErrorSingleQuoteIsNotClosed:b'1"},
                    Case{"x'", "BareWord:x ErrorSingleQuoteIsNotClosed:'"},
                    Case{"x'1'''", "StringLiteral:x'1' StringLiteral:''"},
                    Case{"‘a;b’", "StringLiteral:‘a;b’"}, Case{"“a;b”", "QuotedIdentifier:“a;b”"},
                    Case{"‘’", "StringLiteral:‘’"},
                    Case{"‘a\\’ b", "StringLiteral:‘a\\’ BareWord:b"},
                    Case{"‘a;b'", "ErrorSingleQuoteIsNotClosed:‘a;b'"},
                    Case{"“a;b\"", "ErrorDoubleQuoteIsNotClosed:“a;b\""}, Case{"’", "Error:’"},
                    Case{"‘a", "Error:‘ BareWord:a"}));

INSTANTIATE_TEST_SUITE_P(
    Comments, LexerTable,
    testing::Values(Case{"1--1", "Number:1 Comment:--1"},
                    Case{"--a\r\nb", "Comment:--a\r BareWord:b"}, Case{"--a\rb", "Comment:--a\rb"},
                    Case{"6//2\n;", "Number:6 Comment://2 Semicolon:;"},
                    Case{"# a;\nb", "Comment:# a; BareWord:b"}, Case{"#!a", "Comment:#!a"},
                    Case{"#a", "Error:# BareWord:a"}, Case{"#", "Error:#"}, Case{"#\t", "Error:#"},
                    Case{"/*a/*b;*/c;*/;", "Comment:/*a/*b;*/c;*/ Semicolon:;"},
                    Case{"/*a/*b;*/", "ErrorMultilineCommentIsNotClosed:/*a/*b;*/"},
                    Case{"/*/ ;*/a", "Comment:/*/ ;*/ BareWord:a"},
                    Case{"/*a*", "ErrorMultilineCommentIsNotClosed:/*a*"},
                    Case{"/* ' */ '/*'", "Comment:/* ' */ StringLiteral:'/*'"},
                    Case{"/***/a", "Comment:/***/ BareWord:a"}));

INSTANTIATE_TEST_SUITE_P(
    Dollars, LexerTable,
    testing::Values(Case{"$$a;b$$", "HereDoc:$$a;b$$"},
                    Case{"$tag$a$$;$tag$b", "HereDoc:$tag$a$$;$tag$ BareWord:b"},
                    Case{"$1t$;$1t$", "HereDoc:$1t$;$1t$"}, Case{"x$t$a$t$", "BareWord:x$t$a$t$"},
                    Case{"1$t$;$t$", "Number:1 HereDoc:$t$;$t$"}, Case{"$t$a", "BareWord:$t$a"},
                    Case{"$a$b", "BareWord:$a$b"}, Case{"$é$", "DollarSign:$ Error:é DollarSign:$"},
                    Case{"$ ", "DollarSign:$"},
                    Case{"$$ a", "DollarSign:$ DollarSign:$ BareWord:a"},
                    Case{"$$$$", "HereDoc:$$$$"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, LexerTable,
    testing::Values(
        Case{"1_000", "Number:1_000"}, Case{"1__0", "BareWord:1__0"}, Case{"1_", "BareWord:1_"},
        Case{"0xff 0b11 0xg 0b2", "Number:0xff Number:0b11 BareWord:0xg BareWord:0b2"},
        Case{"0x1_f.8p-3", "Number:0x1_f.8p-3"}, Case{".5 1. ", "Number:.5 Number:1."},
        Case{"1.5a", "ErrorWrongNumber:1.5a"}, Case{"1e+5a", "ErrorWrongNumber:1e+5a"},
        Case{"1e+ 1e- ", "Number:1e+ Number:1e-"}, Case{"1e", "BareWord:1e"},
        Case{"1e ", "Number:1e"}, Case{"1st", "BareWord:1st"},
        Case{"t.1.2", "BareWord:t Dot:. Number:1 Dot:. Number:2"},
        Case{"1.2.3", "Number:1.2 Dot:. Number:3"}, Case{"1..2", "Number:1. Dot:. Number:2"},
        Case{"(a).1", "OpeningRoundBracket:( BareWord:a ClosingRoundBracket:) Dot:. Number:1"},
        Case{"[1].2", "OpeningSquareBracket:[ Number:1 ClosingSquareBracket:] Dot:. Number:2"},
        Case{"+.1", "Plus:+ Number:.1"}, Case{". a", "Number:. BareWord:a"},
        Case{"; . a", "Semicolon:; Dot:. BareWord:a"}));

INSTANTIATE_TEST_SUITE_P(
    Operators, LexerTable,
    testing::Values(Case{"a=b==c", "BareWord:a Equals:= BareWord:b Equals:== BareWord:c"},
                    Case{"< <= <> <=> > >= !=",
                         "Less:< LessOrEquals:<= NotEquals:<> Spaceship:<=> Greater:> "
                         "GreaterOrEquals:>= NotEquals:!="},
                    Case{"x->y", "BareWord:x Arrow:-> BareWord:y"},
                    Case{"a::b:c", "BareWord:a DoubleColon::: BareWord:b Colon:: BareWord:c"},
                    Case{"| ||", "PipeMark:| Concatenation:||"},
                    Case{"@a@@b", "At:@ BareWord:a DoubleAt:@@ BareWord:b"},
                    Case{"? ^ * / % + -",
                         "QuestionMark:? Caret:^ Asterisk:* Slash:/ Percent:% Plus:+ Minus:-"},
                    Case{"!", "ErrorSingleExclamationMark:!"},
                    Case{"\\G\\a", "VerticalDelimiter:\\G Error:\\ BareWord:a"},
                    Case{"{{ a }}",
                         "OpeningCurlyBrace:{ OpeningCurlyBrace:{ BareWord:a "
                         "ClosingCurlyBrace:} ClosingCurlyBrace:}"},
                    Case{"~", "Error:~"}, Case{std::string("\0", 1), std::string("Error:\0", 7)},
                    Case{"E'a'", "BareWord:E StringLiteral:'a'"}));

INSTANTIATE_TEST_SUITE_P(
    NonAscii, LexerTable,
    testing::Values(Case{"a\u00A0b\u3000c\uFEFFd\u200Be",
                         "BareWord:a BareWord:b BareWord:c BareWord:d BareWord:e"},
                    Case{"a \u2028\u202F\u205F\u2060\u180E\u0085\u200A b", "BareWord:a BareWord:b"},
                    Case{"1\u22122", "Number:1 Minus:\u2212 Number:2"},
                    Case{"a–b", "BareWord:a Error:– BareWord:b"}, Case{"；", "Error:；"},
                    Case{"é", "Error:é"}, Case{"\x80\x80", "Error:\x80\x80"},
                    Case{"\xC2", "Error:\xC2"}, Case{"\xE2\x80", "Error:\xE2\x80"}));

TEST(Lexer, KeepsAnsweringTheEndAtTheEnd) {
  Lexer lexer("a");
  lexer.Next();
  for (int i = 0; i < 3; ++i) {
    const Token token = lexer.Next();
    EXPECT_TRUE(token.IsEnd());
    EXPECT_EQ(token.begin, 1U);
    EXPECT_EQ(token.end, 1U);
  }
}

TEST(Lexer, BeginsAtAnOffsetAsIfTheTextBeganThere) {
  Lexer lexer("a. b", 1);
  const Token token = lexer.Next();
  EXPECT_EQ(token.type, TokenType::kNumber);
  EXPECT_EQ(token.begin, 1U);
}

TEST(Lexer, GoesOnBehindAGivenToken) {
  Lexer lexer("t.1.2", 2, TokenType::kDot);
  EXPECT_EQ(lexer.Next().end, 3U);
  EXPECT_EQ(lexer.previous(), TokenType::kNumber);
}

TEST(Lexer, SkipsBlanksAndCommentsToTheNextSignificantToken) {
  Lexer lexer(" /* a */ -- b\n c");
  EXPECT_EQ(lexer.NextSignificant().type, TokenType::kBareWord);
  EXPECT_EQ(lexer.position(), 16U);
}

TEST(Lexer, CoversEveryByteOnceWhateverTheText) {
  using std::string_literals::operator""s;
  const std::string text = "SELECT 'a' ‘b\xE2\x80 \x00 $a$ 1.5a #/*"s;
  std::size_t at = 0;
  Lexer lexer(text);
  for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    EXPECT_EQ(token.begin, at);
    EXPECT_GT(token.end, token.begin);
    at = token.end;
  }
  EXPECT_EQ(at, text.size());
}

}  // namespace
}  // namespace housewright::sql
