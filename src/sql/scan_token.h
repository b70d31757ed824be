#pragma once

// Reading one token: the whole of the lexer's rules, as inline functions so that the splitter's
// loop can hold them. Internal to src/sql; others use Lexer.
//
// The rules are those of ClickHouse's Parsers/Lexer.cpp, found by reading it and by asking
// tokenizeQuery; tests/oracle compares the two on a hundred thousand texts.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/char_class.h"
#include "sql/lexer.h"
#include "sql/runs.h"

namespace housewright::sql::scan {

struct Scanned {
  TokenType type;
  const char* end;
};

// How a token that begins with a byte is read.
enum class Start : std::uint8_t {
  kSingle,  // the byte is the whole token; kSingleType says which
  kWord,
  kPerhapsHexOrBinary,  // x X b B: a word, or x'..'
  kBlank,
  kDigit,
  kQuote,
  kDot,
  kOther,  // operators, comments, heredocs, non-ASCII: Other()
};

struct StartTables {
  std::array<Start, 256> start{};
  std::array<TokenType, 256> single{};
};

constexpr StartTables kTables = [] {
  StartTables tables;
  for (std::size_t c = 0; c < 256; ++c) {
    const std::uint8_t bits = kCharClass[c];
    tables.start[c] = (bits & kDigitBit) != 0   ? Start::kDigit
                      : (bits & kWordBit) != 0  ? Start::kWord
                      : (bits & kBlankBit) != 0 ? Start::kBlank
                                                : Start::kOther;
  }
  for (const char c : {'x', 'X', 'b', 'B'}) {
    tables.start[static_cast<unsigned char>(c)] = Start::kPerhapsHexOrBinary;
  }
  for (const char c : {'\'', '"', '`'}) tables.start[static_cast<unsigned char>(c)] = Start::kQuote;
  tables.start['.'] = Start::kDot;
  const auto single = [&tables](char c, TokenType type) {
    tables.start[static_cast<unsigned char>(c)] = Start::kSingle;
    tables.single[static_cast<unsigned char>(c)] = type;
  };
  single('(', TokenType::kOpeningRoundBracket);
  single(')', TokenType::kClosingRoundBracket);
  single('[', TokenType::kOpeningSquareBracket);
  single(']', TokenType::kClosingSquareBracket);
  single('{', TokenType::kOpeningCurlyBrace);
  single('}', TokenType::kClosingCurlyBrace);
  single(',', TokenType::kComma);
  single(';', TokenType::kSemicolon);
  single('*', TokenType::kAsterisk);
  single('+', TokenType::kPlus);
  single('%', TokenType::kPercent);
  single('?', TokenType::kQuestionMark);
  single('^', TokenType::kCaret);
  return tables;
}();

inline Scanned LineComment(const char* p, const char* end) {
  return {TokenType::kComment, Find(p, end, '\n')};
}

// `p` is behind the opening "/*". Comments nest.
inline Scanned BlockComment(const char* p, const char* end) {
  std::size_t depth = 1;
  while (true) {
    p = FindEither(p, end, '*', '/');
    if (end - p < 2) return {TokenType::kErrorMultilineCommentIsNotClosed, end};
    if (p[0] == '/' && p[1] == '*') {
      ++depth;
      p += 2;
    } else if (p[0] == '*' && p[1] == '/') {
      p += 2;
      if (--depth == 0) return {TokenType::kComment, p};
    } else {
      ++p;
    }
  }
}

// `p` is at the opening quote. A quote inside is doubled or follows a backslash.
inline Scanned Quoted(const char* p, const char* end) {
  const char quote = *p;
  ++p;
  while (true) {
    p = FindEither(p, end, quote, '\\');
    if (p == end) break;
    if (*p == '\\') {
      if (end - p < 2) break;
      p += 2;
      continue;
    }
    ++p;
    if (p != end && *p == quote) {
      ++p;
      continue;
    }
    return {quote == '\'' ? TokenType::kStringLiteral : TokenType::kQuotedIdentifier, p};
  }
  return {quote == '\''  ? TokenType::kErrorSingleQuoteIsNotClosed
          : quote == '"' ? TokenType::kErrorDoubleQuoteIsNotClosed
                         : TokenType::kErrorBackQuoteIsNotClosed,
          end};
}

// ‘...’ and “...”: no escapes, no doubling. `p` is at the opening quote, whose last byte is one
// less than that of its closing partner.
inline Scanned CurlyQuoted(const char* p, const char* end) {
  const bool is_string = p[2] == '\x98';
  const char closing = is_string ? '\x99' : '\x9D';
  for (p = Find(p + 3, end, '\xE2'); end - p >= 3; p = Find(p + 1, end, '\xE2')) {
    if (p[1] == '\x80' && p[2] == closing) {
      return {is_string ? TokenType::kStringLiteral : TokenType::kQuotedIdentifier, p + 3};
    }
  }
  return {
      is_string ? TokenType::kErrorSingleQuoteIsNotClosed : TokenType::kErrorDoubleQuoteIsNotClosed,
      end};
}

// x'3b' or b'01'; `p` is at the letter. Anything else inside makes the rest of the text the error.
inline Scanned HexOrBinary(const char* p, const char* end) {
  const bool is_hex = *p == 'x' || *p == 'X';
  p += 2;
  while (p != end && (is_hex ? IsHexDigit(*p) : *p == '0' || *p == '1')) ++p;
  if (p == end || *p != '\'') return {TokenType::kErrorSingleQuoteIsNotClosed, end};
  return {TokenType::kStringLiteral, p + 1};
}

// Digits with single '_' between them; `leading` says that no digit came before, so that a '_'
// would not be between two.
inline const char* Digits(const char* p, const char* end, bool is_hex, bool leading) {
  const unsigned bits = is_hex ? kHexBit : kDigitBit;
  while (p != end) {
    const bool is_separator = *p == '_' && !leading && end - p > 1 && HasClass(p[1], bits);
    if (!is_separator && !HasClass(*p, bits)) break;
    ++p;
    leading = false;
  }
  return p;
}

// e10, E+3, of a hexadecimal number p-2. ClickHouse takes the letter whatever follows, unless it is
// the text's last byte.
inline const char* Exponent(const char* p, const char* end, bool is_hex) {
  if (end - p < 2) return p;
  const bool has_one = is_hex ? *p == 'p' || *p == 'P' : *p == 'e' || *p == 'E';
  if (!has_one) return p;
  ++p;
  if (end - p > 1 && (*p == '-' || *p == '+')) ++p;
  return Digits(p, end, false, true);
}

inline const char* FractionalNumber(const char* p, const char* end) {
  bool is_hex = false;
  bool leading = false;
  const char* digits = p + 1;
  if (end - p > 2 && *p == '0') {
    const bool hex = (p[1] == 'x' || p[1] == 'X') && IsHexDigit(p[2]);
    const bool binary = (p[1] == 'b' || p[1] == 'B') && (p[2] == '0' || p[2] == '1');
    if (hex || binary) {
      is_hex = hex;
      leading = true;
      digits = p + 2;
    }
  }
  p = Digits(digits, end, is_hex, leading);
  if (p != end && *p == '.') p = Digits(p + 1, end, is_hex, true);
  return Exponent(p, end, is_hex);
}

// A number, a word that begins with digits (1st), or an error such as 1.5a.
inline Scanned NumberOrWord(const char* p, const char* end, TokenType previous) {
  const char* const begin = p;
  // Behind a dot only whole numbers are read, so that t.1.2 is t . 1 . 2.
  p = previous == TokenType::kDot ? Digits(p + 1, end, false, false) : FractionalNumber(p, end);
  if (p == end || !IsWord(*p)) return {TokenType::kNumber, p};
  p = SkipClass(p, end, kWordBit);
  const bool is_word = SkipClass(begin, p, kWordBit | kDollarBit) == p;
  return {is_word ? TokenType::kBareWord : TokenType::kErrorWrongNumber, p};
}

inline Scanned DotOrNumber(const char* p, const char* end, bool at_start, TokenType previous) {
  const bool digit_follows = end - p > 1 && IsDigit(p[1]);
  const bool behind_operand =
      previous == TokenType::kClosingRoundBracket || previous == TokenType::kClosingSquareBracket ||
      previous == TokenType::kBareWord || previous == TokenType::kQuotedIdentifier ||
      previous == TokenType::kNumber;
  if (!at_start && (!digit_follows || behind_operand)) return {TokenType::kDot, p + 1};
  return {TokenType::kNumber, Exponent(Digits(p + 1, end, false, true), end, false)};
}

// The end of the blank character at `p`, or p. The list is ClickHouse's (skipWhitespacesUTF8):
// U+0085 U+00A0 U+180E U+2000-200D U+2028-2029 U+202F U+205F U+2060 U+3000 U+FEFF, and the ASCII
// ones.
inline const char* SkipBlankCharacter(const char* p, const char* end) {
  if (IsBlank(*p)) return p + 1;
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  if (end - p < 2) return p;
  if (byte(0) == 0xC2) return byte(1) == 0x85 || byte(1) == 0xA0 ? p + 2 : p;
  if (end - p < 3) return p;
  const unsigned tail = (static_cast<unsigned>(byte(1)) << 8U) | byte(2);
  bool is_blank = false;
  if (byte(0) == 0xE1) is_blank = tail == 0xA08E;
  if (byte(0) == 0xE2) {
    is_blank = (tail >= 0x8080 && tail <= 0x808D) || tail == 0x80A8 || tail == 0x80A9 ||
               tail == 0x80AF || tail == 0x819F || tail == 0x81A0;
  }
  if (byte(0) == 0xE3) is_blank = tail == 0x8080;
  if (byte(0) == 0xEF) is_blank = tail == 0xBBBF;
  return is_blank ? p + 3 : p;
}

inline Scanned BlanksOrError(const char* p, const char* end) {
  const char* after = SkipBlankCharacter(p, end);
  if (after == p) {
    do {
      ++p;
    } while (p != end && IsContinuationByte(*p));
    return {TokenType::kError, p};
  }
  while (after != p) {
    p = after;
    if (p != end) after = SkipBlankCharacter(p, end);
  }
  return {TokenType::kWhitespace, p};
}

// $tag$...$tag$, a lone $, or a word that begins with $.
inline Scanned Dollar(const char* p, const char* end, Runs& runs) {
  const char* tag_end = SkipClass(p + 1, end, kWordBit);
  if (tag_end != end && *tag_end == '$') {
    ++tag_end;
    const std::string_view tag(p, static_cast<std::size_t>(tag_end - p));
    const std::string_view rest(tag_end, static_cast<std::size_t>(end - tag_end));
    const std::size_t closing = rest.find(tag);
    if (closing != std::string_view::npos) {
      return {TokenType::kHereDoc, tag_end + closing + tag.size()};
    }
  }
  if (end - p == 1 || !IsWord(p[1])) return {TokenType::kDollarSign, p + 1};
  return {TokenType::kBareWord, runs.WordEnd(p + 1)};
}

inline Scanned NonAscii(const char* p, const char* end) {
  if (*p == '\xE2') {
    if (end - p >= 3 && p[1] == '\x88' && p[2] == '\x92') return {TokenType::kMinus, p + 3};
    // ClickHouse wants room for the closing quote before it takes the opening one for a quote.
    if (end - p >= 6 && p[1] == '\x80' && (p[2] == '\x98' || p[2] == '\x9C')) {
      return CurlyQuoted(p, end);
    }
  }
  return BlanksOrError(p, end);
}

inline Scanned Other(const char* p, const char* end, Runs& runs) {
  const char next = end - p > 1 ? p[1] : '\0';
  switch (*p) {
    case '-':
      if (next == '-') return LineComment(p + 2, end);
      if (next == '>') return {TokenType::kArrow, p + 2};
      return {TokenType::kMinus, p + 1};
    case '/':
      if (next == '/') return LineComment(p + 2, end);
      if (next == '*') return BlockComment(p + 2, end);
      return {TokenType::kSlash, p + 1};
    case '#':
      if (next == ' ' || next == '!') return LineComment(p + 2, end);
      return {TokenType::kError, p + 1};
    case '=':
      return {TokenType::kEquals, p + (next == '=' ? 2 : 1)};
    case '!':
      if (next == '=') return {TokenType::kNotEquals, p + 2};
      return {TokenType::kErrorSingleExclamationMark, p + 1};
    case '<':
      if (next == '=' && end - p > 2 && p[2] == '>') return {TokenType::kSpaceship, p + 3};
      if (next == '=') return {TokenType::kLessOrEquals, p + 2};
      if (next == '>') return {TokenType::kNotEquals, p + 2};
      return {TokenType::kLess, p + 1};
    case '>':
      if (next == '=') return {TokenType::kGreaterOrEquals, p + 2};
      return {TokenType::kGreater, p + 1};
    case ':':
      if (next == ':') return {TokenType::kDoubleColon, p + 2};
      return {TokenType::kColon, p + 1};
    case '|':
      if (next == '|') return {TokenType::kConcatenation, p + 2};
      return {TokenType::kPipeMark, p + 1};
    case '@':
      if (next == '@') return {TokenType::kDoubleAt, p + 2};
      return {TokenType::kAt, p + 1};
    case '\\':
      if (next == 'G') return {TokenType::kVerticalDelimiter, p + 2};
      return {TokenType::kError, p + 1};
    case '$':
      return Dollar(p, end, runs);
    default:
      return NonAscii(p, end);
  }
}

// What does not begin a word, a run of blanks, or a token of one byte.
[[gnu::noinline]] inline Scanned Rarer(const char* p, const char* end, bool at_start,
                                       TokenType previous, Runs& runs) {
  switch (kTables.start[static_cast<unsigned char>(*p)]) {
    case Start::kDigit:
      return NumberOrWord(p, end, previous);
    case Start::kQuote:
      return Quoted(p, end);
    case Start::kDot:
      return DotOrNumber(p, end, at_start, previous);
    default:
      return Other(p, end, runs);
  }
}

// The token at `p`, which is before `end`. `at_start` says that the text begins there, `previous`
// is the type of the last significant token. `runs` are those of the same text.
[[gnu::always_inline]] inline Scanned Token(const char* p, const char* end, bool at_start,
                                            TokenType previous, Runs& runs) {
  const auto first = static_cast<unsigned char>(*p);
  switch (kTables.start[first]) {
    case Start::kSingle:
      return {kTables.single[first], p + 1};
    case Start::kPerhapsHexOrBinary:
      if (end - p > 2 && p[1] == '\'') return HexOrBinary(p, end);
      [[fallthrough]];
    case Start::kWord:
      return {TokenType::kBareWord, runs.WordEnd(p + 1)};
    case Start::kBlank:
      return {TokenType::kWhitespace, runs.BlankEnd(p + 1)};
    default:
      return Rarer(p, end, at_start, previous, runs);
  }
}

}  // namespace housewright::sql::scan
