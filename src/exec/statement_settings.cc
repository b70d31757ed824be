#include "exec/statement_settings.h"

#include <fmt/format.h>

#include "base/text.h"
#include "exec/unit.h"
#include "sql/lexer.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

constexpr db::Version kKnowsMutationsSync{19, 17, 0};
// 22.9 gave replication_alter_partitions_sync this name. Its default is 1 on servers and differs on
// Cloud, so it is always said.
constexpr db::Version kKnowsAlterSync{22, 9, 0};

}  // namespace

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

Result<std::map<std::string, std::string>> SettingsFor(
    const std::map<std::string, std::string>& target, const db::ServerFacts& facts,
    const project::RenderedStatement& statement) {
  std::map<std::string, std::string> settings;
  if (facts.version >= kKnowsMutationsSync) settings["mutations_sync"] = "1";
  if (facts.version >= kKnowsAlterSync) settings["alter_sync"] = "1";
  for (const auto& [name, value] : target) settings[name] = value;
  if (const std::string* own = statement.FindAnnotation("settings"); own != nullptr) {
    auto parsed = ParseSettings(*own);
    if (!parsed) return Fail(std::move(parsed).error().At(WhereOf(statement)));
    for (auto& [name, value] : *parsed) settings[name] = std::move(value);
  }
  return settings;
}

}  // namespace housewright::exec
