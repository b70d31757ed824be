#include "project/settings_annotation.h"

#include <fmt/format.h>

#include "sql/lexer.h"
#include "sql/quote.h"

namespace housewright::project {

Result<std::map<std::string, std::string>> ParseSettings(std::string_view text) {
  std::map<std::string, std::string> settings;
  sql::Lexer lexer(text);
  for (sql::Token token = lexer.NextSignificant(); !token.IsEnd();) {
    const std::string name(token.In(text));
    const bool is_name = token.type == sql::TokenType::kBareWord;
    const sql::Token equals = lexer.NextSignificant();
    if (!is_name || equals.type != sql::TokenType::kEquals) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("`-- settings:` wants `name = value, ...`, not '{}'", text));
    }
    std::string value;
    for (token = lexer.NextSignificant(); !token.IsEnd() && token.type != sql::TokenType::kComma;
         token = lexer.NextSignificant()) {
      const std::string_view part = token.In(text);
      value += token.type == sql::TokenType::kStringLiteral ? sql::UnquoteString(part)
                                                            : std::string(part);
    }
    if (value.empty()) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("the setting {} has no value", name));
    }
    settings[name] = value;
    if (!token.IsEnd()) token = lexer.NextSignificant();
  }
  return settings;
}

Result<std::map<std::string, std::string>> OwnSettings(const RenderedStatement& statement) {
  const std::string* const text = statement.FindAnnotation("settings");
  if (text == nullptr) return std::map<std::string, std::string>();
  return ParseSettings(*text);
}

}  // namespace housewright::project
