#include "sql/quote.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "sql/char_class.h"

namespace housewright::sql {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// Words that ClickHouse takes for something else than a name in at least one place where a name may
// stand: Parsers/ExpressionElementParsers.cpp (restricted aliases, literals, operators) and the
// optional words before and behind table names (IF, ON, TABLE, FUNCTION, FINAL, ...). Sorted.
constexpr auto kWordsToQuote = std::to_array<std::string_view>({
    "all",       "and",     "anti",      "any",      "array",  "as",         "asc",
    "ascending", "asof",    "between",   "by",       "case",   "cast",       "columns",
    "cross",     "cube",    "database",  "date",     "desc",   "descending", "distinct",
    "div",       "else",    "end",       "except",   "exists", "extract",    "false",
    "fetch",     "final",   "first",     "format",   "from",   "full",       "function",
    "global",    "group",   "having",    "if",       "ilike",  "in",         "inf",
    "inner",     "insert",  "intersect", "interval", "into",   "is",         "join",
    "left",      "like",    "limit",     "mod",      "nan",    "natural",    "not",
    "null",      "offset",  "on",        "only",     "or",     "order",      "paste",
    "prewhere",  "qualify", "replace",   "right",    "rollup", "sample",     "select",
    "semi",      "set",     "settings",  "table",    "then",   "timestamp",  "to",
    "totals",    "true",    "union",     "using",    "values", "when",       "where",
    "window",    "with",
});

bool IsWordStart(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<unsigned> HexValue(char c) {
  if (IsDigit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

void AppendEscaped(std::string& out, char c, char quote) {
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\0':
      out += "\\0";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20U || byte == 0x7FU) {
    out += "\\x";
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 0xFU];
    return;
  }
  if (c == '\\' || c == quote) out += '\\';
  out += c;
}

std::string Quote(std::string_view text, char quote) {
  std::string out;
  out.reserve(text.size() + 2);
  out += quote;
  out += EscapeInside(text, quote);
  out += quote;
  return out;
}

// IO/ReadHelpers.cpp parseEscapeSequence: the character that a letter behind a backslash stands
// for.
char EscapedCharacter(char letter) {
  switch (letter) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'e':
      return '\x1B';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '0':
      return '\0';
    default:
      return letter;
  }
}

// Reads the escape that starts at text[at], a backslash, and answers the offset behind it.
std::size_t ReadEscape(std::string_view text, std::size_t at, std::string& out) {
  if (at + 1 >= text.size()) {
    out += '\\';
    return at + 1;
  }
  const char letter = text[at + 1];
  if (letter == 'x' && at + 3 < text.size()) {
    const auto high = HexValue(text[at + 2]);
    const auto low = HexValue(text[at + 3]);
    if (high && low) {
      out += static_cast<char>(*high * 16 + *low);
      return at + 4;
    }
  }
  if (letter == 'N') return at + 2;  // "\N" is read as nothing
  const char meant = EscapedCharacter(letter);
  // 'Hello 100\%' keeps its backslash, for LIKE patterns and regular expressions.
  const bool is_control = static_cast<unsigned char>(meant) < 0x20U;
  const bool is_plain = std::string_view("\\`\"'/=").find(meant) != std::string_view::npos;
  if (!is_control && !is_plain) out += '\\';
  out += meant;
  return at + 2;
}

std::string Unescape(std::string_view inside, char quote) {
  std::string out;
  out.reserve(inside.size());
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] == '\\') {
      at = ReadEscape(inside, at, out);
      continue;
    }
    out += inside[at];
    const bool is_doubled =
        inside[at] == quote && at + 1 < inside.size() && inside[at + 1] == quote;
    at += is_doubled ? 2 : 1;
  }
  return out;
}

// The text between `open` and `close`, where `token` has both.
std::optional<std::string_view> Between(std::string_view token, std::string_view open,
                                        std::string_view close) {
  if (token.size() < open.size() + close.size()) return std::nullopt;
  if (!token.starts_with(open) || !token.ends_with(close)) return std::nullopt;
  return token.substr(open.size(), token.size() - open.size() - close.size());
}

// x'48 65': pairs of digits; an odd first digit stands alone, as in ParserStringLiteral.
std::string FromDigits(std::string_view digits, std::size_t bits_per_digit) {
  const std::size_t per_byte = 8 / bits_per_digit;
  std::string out;
  unsigned byte = 0;
  std::size_t missing = digits.size() % per_byte == 0 ? per_byte : digits.size() % per_byte;
  for (const char digit : digits) {
    byte = (byte << bits_per_digit) | HexValue(digit).value_or(0);
    if (--missing > 0) continue;
    out += static_cast<char>(byte);
    byte = 0;
    missing = per_byte;
  }
  return out;
}

std::size_t SkipDigits(std::string_view text, std::size_t at, bool hexadecimal) {
  while (at < text.size() && (hexadecimal ? HexValue(text[at]).has_value() : IsDigit(text[at])))
    ++at;
  return at;
}

}  // namespace

std::string EscapeInside(std::string_view value, char quote) {
  std::string out;
  out.reserve(value.size());
  for (const char c : value) AppendEscaped(out, c, quote);
  return out;
}

std::string QuoteIdentifier(std::string_view name) { return Quote(name, '`'); }

std::string QuoteString(std::string_view value) { return Quote(value, '\''); }

std::string QuoteIdentifierIfNeeded(std::string_view name) {
  const bool is_word =
      !name.empty() && IsWordStart(name.front()) &&
      std::ranges::all_of(name, [](char c) { return IsWordStart(c) || IsDigit(c); });
  if (!is_word) return QuoteIdentifier(name);
  const std::string lower = ToLower(name);
  const bool is_keyword = std::ranges::binary_search(kWordsToQuote, std::string_view(lower));
  return is_keyword ? QuoteIdentifier(name) : std::string(name);
}

std::string UnquoteIdentifier(std::string_view token) {
  if (const auto inside = Between(token, "`", "`")) return Unescape(*inside, '`');
  if (const auto inside = Between(token, "\"", "\"")) return Unescape(*inside, '"');
  if (const auto inside = Between(token, "\u201C", "\u201D")) return std::string(*inside);
  return std::string(token);
}

std::string UnquoteString(std::string_view token) {
  if (const auto inside = Between(token, "'", "'")) return Unescape(*inside, '\'');
  if (const auto inside = Between(token, "\u2018", "\u2019")) return std::string(*inside);
  for (const std::string_view open : {"x'", "X'"}) {
    if (const auto inside = Between(token, open, "'")) return FromDigits(*inside, 4);
  }
  for (const std::string_view open : {"b'", "B'"}) {
    if (const auto inside = Between(token, open, "'")) return FromDigits(*inside, 1);
  }
  if (token.starts_with('$')) {
    const std::size_t tag_end = token.find('$', 1);
    if (tag_end != std::string_view::npos) {
      const std::string_view tag = token.substr(0, tag_end + 1);
      if (const auto inside = Between(token, tag, tag)) return std::string(*inside);
    }
  }
  return std::string(token);
}

bool IsNumber(std::string_view value) {
  if (value.starts_with('-') || value.starts_with('+')) value.remove_prefix(1);
  const bool hexadecimal = value.starts_with("0x") || value.starts_with("0X");
  if (hexadecimal) value.remove_prefix(2);
  std::size_t at = SkipDigits(value, 0, hexadecimal);
  std::size_t digits = at;
  if (at < value.size() && value[at] == '.') {
    const std::size_t fraction = SkipDigits(value, at + 1, hexadecimal);
    digits += fraction - at - 1;
    at = fraction;
  }
  if (digits == 0) return false;
  const std::string_view exponent_letters = hexadecimal ? "pP" : "eE";
  if (at < value.size() && exponent_letters.find(value[at]) != std::string_view::npos) {
    ++at;
    if (at < value.size() && (value[at] == '-' || value[at] == '+')) ++at;
    const std::size_t exponent = SkipDigits(value, at, false);
    if (exponent == at) return false;
    at = exponent;
  }
  return at == value.size();
}

}  // namespace housewright::sql
