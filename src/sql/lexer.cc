#include "sql/lexer.h"

#include "sql/scan_token.h"

namespace housewright::sql {

Token Lexer::Next() {
  const char* const text = text_.data();
  if (position_ >= text_.size()) return {TokenType::kEndOfStream, text_.size(), text_.size()};
  const scan::Scanned scanned =
      scan::Token(text + position_, text + text_.size(), position_ == start_, previous_, runs_);
  const Token token{scanned.type, position_, static_cast<std::size_t>(scanned.end - text)};
  position_ = token.end;
  if (token.IsSignificant()) previous_ = token.type;
  return token;
}

Token Lexer::NextSignificant() {
  while (true) {
    const Token token = Next();
    if (token.IsSignificant()) return token;
  }
}

}  // namespace housewright::sql
