#include "project/insertion_walk.h"

namespace housewright::project {
namespace {
// ClickHouse's bare words may hold '$', too.
bool ContinuesWord(char c) { return IsWordByte(c) || c == '$'; }
}  // namespace

Place PlaceOf(const sql::Token& token, std::string_view text) {
  const std::string_view token_text = token.In(text);
  switch (token.type) {
    case sql::TokenType::kHereDoc:
      return Place::kHereDoc;
    case sql::TokenType::kStringLiteral:
    case sql::TokenType::kQuotedIdentifier:
      // x'3b' and b'01' begin with a letter.
      if (token_text[0] == '`') return Place::kBackQuoted;
      if (token_text[0] == '"') return Place::kDoubleQuoted;
      return token_text[0] == '\xE2' ? Place::kTypographicQuoted : Place::kString;
    default:
      return Place::kBare;
  }
}

bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && ContinuesWord(text[begin - 1])) return true;
  if (end < text.size() && ContinuesWord(text[end])) return true;
  const bool follows_insertion = begin >= 2 && text.substr(begin - 2, 2) == "}}";
  return follows_insertion || text.substr(end).starts_with("{{");
}

}  // namespace housewright::project
