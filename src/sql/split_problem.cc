#include "sql/split_problem.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sql/char_class.h"

namespace housewright::sql {
namespace {

struct Words {
  std::string message;
  std::string advice;
};

bool StartsWith(std::string_view text, std::string_view prefix) { return text.starts_with(prefix); }

Words UnclosedString(std::string_view token) {
  const char first = token.front();
  if (first == 'x' || first == 'X') {
    return {"this hexadecimal literal is not closed or holds something else than hex digits",
            "write x'...' with the digits 0-9 and a-f only"};
  }
  if (first == 'b' || first == 'B') {
    return {"this binary literal is not closed or holds something else than 0 and 1",
            "write b'...' with the digits 0 and 1 only"};
  }
  if (first == '\'') {
    return {"the string literal that begins here is not closed",
            "add the closing '; inside the literal a ' is written \\' or ''"};
  }
  return {"the string literal that begins here is not closed",
          "add the closing \xE2\x80\x99, or use plain quotes: '...'"};
}

Words UnclosedDoubleQuote(std::string_view token) {
  if (token.front() == '"') {
    return {"the quoted name that begins here is not closed",
            "add the closing \"; inside the name a \" is written \\\" or \"\""};
  }
  return {"the quoted name that begins here is not closed",
          "add the closing \xE2\x80\x9D, or use plain quotes: \"...\""};
}

// The code point of a well-formed UTF-8 sequence that is the whole of `bytes`, else nothing.
std::optional<unsigned> DecodeCodePoint(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return first;
  const std::size_t size = first >= 0xF0 && first < 0xF8   ? 4
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xC2 && first < 0xE0 ? 2
                                                           : 0;
  if (size == 0 || bytes.size() < size) return std::nullopt;
  unsigned code_point = first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code_point = (code_point << 6U) | (byte(i) & 0x3FU);
  return code_point;
}

Words UnexpectedCharacter(std::string_view token) {
  const char first = token.front();
  if (first == '#') {
    return {"'#' begins a comment only before a blank or '!'", "write -- to begin a comment"};
  }
  if (first == '\0') {
    return {"unexpected character U+0000", "save the file as UTF-8"};
  }
  if (first > ' ' && first <= '~') {
    return {fmt::format("unexpected character '{}'", first),
            "remove it, or quote the text that it is part of"};
  }
  const std::optional<unsigned> code_point = DecodeCodePoint(token);
  if (!code_point) {
    return {fmt::format("unexpected byte 0x{:02X}", static_cast<unsigned char>(first)),
            "save the file as UTF-8"};
  }
  return {fmt::format("unexpected character U+{:04X}", *code_point),
          "write its ASCII counterpart, or quote the name that it is part of with backticks"};
}

Words WordsFor(TokenType type, std::string_view token) {
  switch (type) {
    case TokenType::kVerticalDelimiter:
      return {"\\G ends a statement in the interactive client only", "write ; instead"};
    case TokenType::kErrorMultilineCommentIsNotClosed:
      return {"the comment that begins here is not closed",
              "add the closing */; comments nest, so that each /* needs its own"};
    case TokenType::kErrorSingleQuoteIsNotClosed:
      return UnclosedString(token);
    case TokenType::kErrorDoubleQuoteIsNotClosed:
      return UnclosedDoubleQuote(token);
    case TokenType::kErrorBackQuoteIsNotClosed:
      return {"the quoted name that begins here is not closed",
              "add the closing `; inside the name a ` is written \\` or ``"};
    case TokenType::kErrorSingleExclamationMark:
      return {"a single '!' is no operator", "write != or NOT"};
    case TokenType::kErrorWrongNumber:
      return {"this is neither a number nor a name",
              "put a blank behind the number, or quote the name with backticks"};
    default:
      return UnexpectedCharacter(token);
  }
}

// The caret marks where an unclosed thing opened, not all that follows.
std::size_t MarkedLength(TokenType type, std::size_t length) {
  switch (type) {
    case TokenType::kErrorMultilineCommentIsNotClosed:
      return 2;
    case TokenType::kErrorSingleQuoteIsNotClosed:
    case TokenType::kErrorDoubleQuoteIsNotClosed:
    case TokenType::kErrorBackQuoteIsNotClosed:
      return 1;
    default:
      return length;
  }
}

}  // namespace

SplitProblem DescribeBadToken(const Token& token, std::string_view text, std::size_t base) {
  Words words = WordsFor(token.type, token.In(text));
  return {.offset = base + token.begin,
          .length = MarkedLength(token.type, token.end - token.begin),
          .message = std::move(words.message),
          .advice = std::move(words.advice)};
}

SplitProblem UnclosedHeredoc(std::size_t offset, std::size_t length) {
  return {.offset = offset,
          .length = length,
          .message = "the heredoc that begins here is not closed",
          .advice = "end it with the same $tag$; a name that looks like one needs backticks"};
}

SplitProblem SwallowedByComment(std::size_t offset, std::size_t length) {
  return {.offset = offset,
          .length = length,
          .message =
              "this line is part of the comment before it: for ClickHouse a carriage return "
              "alone does not end a line",
          .advice = "save the file with LF or CRLF line ends"};
}

SplitProblem RowsEndInSemicolon(std::size_t offset, std::string_view format) {
  return {.offset = offset,
          .length = 1,
          .message = fmt::format("this ';' would be data: the data of INSERT ... FORMAT {} end at "
                                 "the first blank line or at the end of the file",
                                 format),
          .advice = "remove the ';' and end the data with a blank line, or use VALUES"};
}

SplitProblem RowsBeginWithBlankLine(std::size_t offset, std::string_view format) {
  return {
      .offset = offset,
      .length = 1,
      .message = fmt::format(
          "the data of INSERT ... FORMAT {} begin with a blank line, which also ends them", format),
      .advice = "begin the data on the line behind the name of the format"};
}

SplitProblem TokenTooLong(std::size_t offset, std::size_t limit) {
  return {.offset = offset,
          .length = 1,
          .message = fmt::format("what begins here is longer than {} bytes", limit),
          .advice = "look for a quote or comment that is not closed"};
}

SplitProblem GapTooLong(std::size_t offset, std::size_t limit) {
  return {.offset = offset,
          .length = 1,
          .message = fmt::format(
              "more than {} bytes of blanks and comments follow here inside a statement", limit),
          .advice = "remove them, or end the statement with ; before them"};
}

std::optional<std::size_t> FindSwallowedText(std::string_view comment) {
  if (comment.starts_with("/*")) return std::nullopt;
  std::size_t at = comment.find('\r');
  while (at != std::string_view::npos) {
    const std::size_t line = comment.find_first_not_of(" \t\r\f\v", at);
    if (line == std::string_view::npos) return std::nullopt;
    const std::string_view rest = comment.substr(line);
    const bool is_comment = StartsWith(rest, "--") || StartsWith(rest, "//") ||
                            StartsWith(rest, "# ") || StartsWith(rest, "#!");
    if (!is_comment) return line;
    at = comment.find('\r', line);
  }
  return std::nullopt;
}

bool IsUnclosedHeredoc(const Token& token, std::string_view text) {
  if (token.type != TokenType::kBareWord && token.type != TokenType::kDollarSign) return false;
  const char* const begin = text.data() + token.begin;
  if (*begin != '$') return false;
  const char* const end = text.data() + text.size();
  const char* const tag_end = SkipClass(begin + 1, end, kWordBit);
  return tag_end != end && *tag_end == '$';
}

}  // namespace housewright::sql
