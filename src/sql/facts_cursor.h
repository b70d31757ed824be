#pragma once

// The significant tokens of one statement, read on demand, with the questions that
// statement_facts.cc and alter_actions.cc ask of them. Keywords are bare words in any case.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.h"
#include "sql/statement_facts.h"

namespace housewright::sql {

// Brackets of any kind.
bool Opens(TokenType type);
bool Closes(TokenType type);

class FactsCursor {
 public:
  explicit FactsCursor(std::string_view text) : text_(text), lexer_(text) {}

  const Token& Peek(std::size_t ahead = 0);
  void Skip(std::size_t count = 1) { next_ += count; }
  bool AtEnd() { return Peek().IsEnd(); }

  bool IsType(TokenType type, std::size_t ahead = 0) { return Peek(ahead).type == type; }
  bool IsWord(std::string_view keyword, std::size_t ahead = 0);
  bool IsOneOf(std::initializer_list<std::string_view> keywords, std::size_t ahead = 0);
  bool AreWords(std::initializer_list<std::string_view> keywords, std::size_t ahead = 0);
  // Each takes what it asks for, or nothing.
  bool Accept(TokenType type);
  bool Accept(std::initializer_list<std::string_view> keywords);

  // `name`, "name", or a bare word.
  std::optional<std::string> TakeIdentifier();
  // A name of dotted parts: a nested column `n.a`.
  std::string TakeDottedName();
  // [database.]name; "*" stands for itself.
  std::optional<ObjectName> TakeObjectName();
  // The name of a user, role or cluster: an identifier or a string literal, with @host.
  std::optional<ObjectName> TakePrincipal();

  // An expression, as written: up to one of `ends`, a comma, a closing bracket or the end.
  std::string TakeText(std::initializer_list<std::string_view> ends);

  // Moves over one token, or over everything from an opening bracket to its closing one.
  void SkipGroup();

 private:
  std::string_view TextOf(const Token& token) const { return token.In(text_); }

  std::string_view text_;
  Lexer lexer_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace housewright::sql
