#pragma once

// ClickHouse's lexer, token for token: what `tokenizeQuery` of a 26.7 server answers is the oracle
// (tests/oracle). It knows nothing of statements (statement.h) and allocates nothing.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/runs.h"

namespace housewright::sql {

// ClickHouse's own names (Parsers/Lexer.h), without the exotic operators' history. TokenTypeName()
// prints them as tokenizeQuery does.
enum class TokenType : std::uint8_t {
  kWhitespace,
  kComment,
  kBareWord,
  kNumber,
  kStringLiteral,     // 'x', x'3b', b'01', ‘x’
  kQuotedIdentifier,  // `x`, "x", “x”
  kOpeningRoundBracket,
  kClosingRoundBracket,
  kOpeningSquareBracket,
  kClosingSquareBracket,
  kOpeningCurlyBrace,
  kClosingCurlyBrace,
  kComma,
  kSemicolon,
  kVerticalDelimiter,  // \G
  kDot,
  kAsterisk,
  kHereDoc,  // $$x$$, $tag$x$tag$
  kDollarSign,
  kPlus,
  kMinus,
  kSlash,
  kPercent,
  kArrow,
  kQuestionMark,
  kColon,
  kCaret,
  kDoubleColon,
  kEquals,
  kNotEquals,
  kLess,
  kGreater,
  kLessOrEquals,
  kGreaterOrEquals,
  kSpaceship,
  kPipeMark,
  kConcatenation,
  kAt,
  kDoubleAt,
  kEndOfStream,
  kError,
  kErrorMultilineCommentIsNotClosed,
  kErrorSingleQuoteIsNotClosed,
  kErrorDoubleQuoteIsNotClosed,
  kErrorBackQuoteIsNotClosed,
  kErrorSingleExclamationMark,
  kErrorSinglePipeMark,
  kErrorWrongNumber,
  kErrorMaxQuerySizeExceeded,
};

// "BareWord", "ErrorBackQuoteIsNotClosed", ... as ClickHouse prints them.
std::string_view TokenTypeName(TokenType type);

struct Token {
  TokenType type = TokenType::kEndOfStream;
  std::size_t begin = 0;  // byte offsets into the text that the lexer was given
  std::size_t end = 0;

  std::string_view In(std::string_view text) const { return text.substr(begin, end - begin); }
  bool IsError() const { return type >= TokenType::kError; }
  bool IsEnd() const { return type == TokenType::kEndOfStream; }
  // False for whitespace and comments.
  bool IsSignificant() const {
    return type != TokenType::kWhitespace && type != TokenType::kComment;
  }
};

// Borrows the text. Next() after the end keeps answering kEndOfStream; after an error token it goes
// on behind it. Tokens follow each other without gap or overlap: what is unclosed reaches to the
// end of the text. (tokenizeQuery answers the last one or two bytes behind an unclosed ‘ or “ a
// second time where they begin like a quote; this lexer does not.)
//
// Time is linear in the text, but for a text with many different heredoc tags none of which is
// closed: each is searched to the end.
class Lexer {
 public:
  // Answers as if the text began at `begin`; offsets count from the start of `text` all the same.
  explicit Lexer(std::string_view text, std::size_t begin = 0)
      : text_(text), position_(begin), start_(begin), runs_(text.data() + text.size()) {}
  // Goes on at `position` behind a significant token of the type `previous`, for a text that comes
  // in pieces.
  Lexer(std::string_view text, std::size_t position, TokenType previous)
      : text_(text),
        position_(position),
        start_(kNoStart),
        previous_(previous),
        runs_(text.data() + text.size()) {}

  Token Next();
  Token NextSignificant();
  std::size_t position() const { return position_; }
  // The type of the last significant token; kEndOfStream before the first.
  TokenType previous() const { return previous_; }

 private:
  static constexpr std::size_t kNoStart = static_cast<std::size_t>(-1);

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;  // where the text begins: a '.' there is never a qualifier
  // The previous significant token, which ClickHouse's lexer looks at to tell `t.1.2` from a
  // number.
  TokenType previous_ = TokenType::kEndOfStream;
  Runs runs_;
};

}  // namespace housewright::sql
