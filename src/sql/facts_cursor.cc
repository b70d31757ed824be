#include "sql/facts_cursor.h"

#include <algorithm>

#include "base/text.h"
#include "sql/quote.h"

namespace housewright::sql {

bool Opens(TokenType type) {
  return type == TokenType::kOpeningRoundBracket || type == TokenType::kOpeningSquareBracket ||
         type == TokenType::kOpeningCurlyBrace;
}
bool Closes(TokenType type) {
  return type == TokenType::kClosingRoundBracket || type == TokenType::kClosingSquareBracket ||
         type == TokenType::kClosingCurlyBrace;
}

const Token& FactsCursor::Peek(std::size_t ahead) {
  while (tokens_.size() <= next_ + ahead) {
    if (!tokens_.empty() && tokens_.back().IsEnd()) return tokens_.back();
    tokens_.push_back(lexer_.NextSignificant());
  }
  return tokens_[next_ + ahead];
}

bool FactsCursor::IsWord(std::string_view keyword, std::size_t ahead) {
  const Token& token = Peek(ahead);
  return token.type == TokenType::kBareWord && EqualsIgnoringCase(TextOf(token), keyword);
}

bool FactsCursor::IsOneOf(std::initializer_list<std::string_view> keywords, std::size_t ahead) {
  return std::ranges::any_of(keywords,
                             [&](std::string_view keyword) { return IsWord(keyword, ahead); });
}

bool FactsCursor::AreWords(std::initializer_list<std::string_view> keywords, std::size_t ahead) {
  return std::ranges::all_of(keywords,
                             [&](std::string_view keyword) { return IsWord(keyword, ahead++); });
}

bool FactsCursor::Accept(TokenType type) {
  if (!IsType(type)) return false;
  Skip();
  return true;
}

bool FactsCursor::Accept(std::initializer_list<std::string_view> keywords) {
  if (!AreWords(keywords)) return false;
  Skip(keywords.size());
  return true;
}

std::optional<std::string> FactsCursor::TakeIdentifier() {
  const Token token = Peek();
  if (token.type != TokenType::kBareWord && token.type != TokenType::kQuotedIdentifier)
    return std::nullopt;
  Skip();
  return UnquoteIdentifier(TextOf(token));
}

std::string FactsCursor::TakeDottedName() {
  std::string name = TakeIdentifier().value_or("");
  while (!name.empty() && IsType(TokenType::kDot)) {
    Skip();
    const auto part = TakeIdentifier();
    if (!part) break;
    name += '.';
    name += *part;
  }
  return name;
}

std::optional<ObjectName> FactsCursor::TakeObjectName() {
  const auto take_part = [this]() -> std::optional<std::string> {
    if (Accept(TokenType::kAsterisk)) return "*";
    return TakeIdentifier();
  };
  auto first = take_part();
  if (!first) return std::nullopt;
  if (!Accept(TokenType::kDot)) return ObjectName{"", *std::move(first)};
  auto second = take_part();
  if (!second) return std::nullopt;
  return ObjectName{*std::move(first), *std::move(second)};
}

std::optional<ObjectName> FactsCursor::TakePrincipal() {
  ObjectName principal;
  const auto take_part = [&]() -> std::optional<std::string> {
    const Token token = Peek();
    if (token.type != TokenType::kStringLiteral) return TakeIdentifier();
    Skip();
    principal.from_literal = true;
    return UnquoteString(TextOf(token));
  };
  const auto name = take_part();
  if (!name) return std::nullopt;
  principal.name = *name;
  if (Accept(TokenType::kAt)) {
    const auto host = take_part();
    if (!host) return std::nullopt;
    if (*host != "%") principal.name += "@" + *host;  // x@'%' is the user x
  }
  return principal;
}

std::string FactsCursor::TakeText(std::initializer_list<std::string_view> ends) {
  const std::size_t first = next_;
  while (!AtEnd() && !IsType(TokenType::kComma) && !Closes(Peek().type) && !IsOneOf(ends)) {
    SkipGroup();
  }
  if (next_ == first) return "";
  const std::size_t begin = tokens_[first].begin;
  return std::string(text_.substr(begin, tokens_[next_ - 1].end - begin));
}

void FactsCursor::SkipGroup() {
  std::size_t depth = 0;
  do {
    const Token& token = Peek();
    if (token.IsEnd()) return;
    if (Opens(token.type)) ++depth;
    if (Closes(token.type) && depth > 0) --depth;
    Skip();
  } while (depth > 0);
}

}  // namespace housewright::sql
