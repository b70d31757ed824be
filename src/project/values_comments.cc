#include "project/values_comments.h"

#include "base/text.h"
#include "sql/lexer.h"

namespace housewright::project {

using sql::Token;
using sql::TokenType;

std::vector<ValuesComment> FindValuesComments(std::string_view text,
                                              const sql::Statement& statement) {
  std::vector<ValuesComment> found;
  if (!statement.data || !EqualsIgnoringCase(statement.data->format, "VALUES")) return found;
  std::size_t depth = 0;
  bool behind_row = false;
  bool behind_comma = false;
  sql::Lexer lexer(text.substr(0, statement.end), statement.data->begin);
  for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    switch (token.type) {
      case TokenType::kWhitespace:
        break;
      case TokenType::kOpeningRoundBracket:
        ++depth;
        break;
      case TokenType::kClosingRoundBracket:
        if (depth > 0) --depth;
        if (depth == 0) {
          behind_row = true;
          behind_comma = false;
        }
        break;
      case TokenType::kComma:
        behind_comma = behind_comma || depth == 0;
        break;
      case TokenType::kComment:
        if (depth == 0 && behind_row) {
          const bool is_read = behind_comma && !token.In(text).starts_with('#');
          found.push_back({.offset = token.begin,
                           .length = token.end - token.begin,
                           .refused_everywhere = !is_read});
        }
        break;
      default:
        break;
    }
  }
  return found;
}

}  // namespace housewright::project
