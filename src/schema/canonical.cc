#include "schema/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sql/quote.h"

namespace housewright::schema {
namespace {

using sql::Token;
using sql::TokenType;

constexpr std::string_view kHidden = "'[HIDDEN]'";

bool IsOpening(TokenType type) {
  return type == TokenType::kOpeningRoundBracket || type == TokenType::kOpeningSquareBracket ||
         type == TokenType::kOpeningCurlyBrace;
}
bool IsClosing(TokenType type) {
  return type == TokenType::kClosingRoundBracket || type == TokenType::kClosingSquareBracket ||
         type == TokenType::kClosingCurlyBrace;
}

std::string TextOf(std::string_view text, const Token& token) {
  const std::string_view raw = token.In(text);
  if (token.type != TokenType::kQuotedIdentifier) return std::string(raw);
  return sql::QuoteIdentifierIfNeeded(sql::UnquoteIdentifier(raw));
}

// The top-level arguments between the round brackets that begin at `open`, which is the first of
// `text`.
struct Arguments {
  std::vector<std::string> list;
  std::size_t end = 0;  // byte behind the closing bracket
  bool closed = false;
};

Arguments ArgumentsAt(std::string_view text, std::size_t open) {
  Arguments arguments;
  sql::Lexer lexer(text, open);
  std::size_t depth = 0;
  std::size_t begin = open + 1;
  const auto take = [&](std::size_t end) {
    std::string argument = CanonicalText(text.substr(begin, end - begin));
    if (!argument.empty() || !arguments.list.empty()) arguments.list.push_back(std::move(argument));
  };
  for (Token token = lexer.NextSignificant(); !token.IsEnd(); token = lexer.NextSignificant()) {
    if (IsOpening(token.type)) ++depth;
    if (IsClosing(token.type) && --depth == 0) {
      take(token.begin);
      arguments.end = token.end;
      arguments.closed = true;
      return arguments;
    }
    if (token.type != TokenType::kComma || depth != 1) continue;
    take(token.begin);
    begin = token.end;
  }
  return arguments;
}

bool IsStringLiteral(std::string_view text) { return text.starts_with('\''); }

}  // namespace

std::vector<Token> TokensOf(std::string_view text) {
  std::vector<Token> tokens;
  sql::Lexer lexer(text);
  for (Token token = lexer.NextSignificant(); !token.IsEnd(); token = lexer.NextSignificant()) {
    tokens.push_back(token);
  }
  return tokens;
}

std::string CanonicalText(std::string_view text, const std::vector<Token>& tokens,
                          std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    const Token& token = tokens[i];
    if (i > begin) {
      const Token& before = tokens[i - 1];
      const bool apart = token.begin > before.end || before.type == TokenType::kComma;
      const bool touches =
          IsOpening(before.type) || IsClosing(token.type) || token.type == TokenType::kComma;
      if (apart && !touches) out += ' ';
    }
    out += TextOf(text, token);
  }
  return out;
}

std::string CanonicalText(std::string_view text) {
  const std::vector<Token> tokens = TokensOf(text);
  return CanonicalText(text, tokens, 0, tokens.size());
}

std::string CanonicalKey(std::string text) {
  if (!text.starts_with('(')) return text;
  const Arguments arguments = ArgumentsAt(text, 0);
  if (!arguments.closed || arguments.end != text.size()) return text;
  if (arguments.list.empty()) return "tuple()";
  return arguments.list.size() == 1 ? arguments.list.front() : text;
}

std::string CanonicalEngine(const std::string& text) {
  const std::size_t open = std::min(text.find('('), text.size());
  std::string name = text.substr(0, open);
  Arguments arguments{.list = {}, .end = open};
  if (open < text.size()) arguments = ArgumentsAt(text, open);
  const bool of_merge_trees = name.ends_with("MergeTree");
  for (const std::string_view prefix : {"Replicated", "Shared"}) {
    if (!of_merge_trees || !name.starts_with(prefix)) continue;
    name.erase(0, prefix.size());
    std::vector<std::string>& list = arguments.list;
    if (list.size() >= 2 && IsStringLiteral(list[0]) && IsStringLiteral(list[1])) {
      list.erase(list.begin(), list.begin() + 2);
    }
    break;
  }
  if (!arguments.list.empty()) name += fmt::format("({})", fmt::join(arguments.list, ", "));
  return name + text.substr(std::min(arguments.end, text.size()));
}

std::string CanonicalDefault(std::string text, std::string_view type) {
  constexpr std::string_view kCast = "CAST";
  if (!text.starts_with("CAST(")) return text;
  const Arguments arguments = ArgumentsAt(text, kCast.size());
  if (!arguments.closed || arguments.end != text.size() || arguments.list.size() != 2) return text;
  const std::string& as = arguments.list[1];
  if (!IsStringLiteral(as) || CanonicalText(sql::UnquoteString(as)) != type) return text;
  return arguments.list[0];
}

bool SameText(std::string_view one, std::string_view other) {
  if (one == other) return true;
  if (one.find(kHidden) == std::string_view::npos &&
      other.find(kHidden) == std::string_view::npos) {
    return false;
  }
  return std::ranges::equal(TokensOf(one), TokensOf(other), [&](const Token& a, const Token& b) {
    const std::string_view left = a.In(one);
    const std::string_view right = b.In(other);
    if (left == right) return true;
    const bool literals =
        a.type == TokenType::kStringLiteral && b.type == TokenType::kStringLiteral;
    return literals && (left == kHidden || right == kHidden);
  });
}

}  // namespace housewright::schema
