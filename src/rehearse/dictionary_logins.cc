#include "rehearse/dictionary_logins.h"

#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "schema/canonical.h"
#include "sql/lexer.h"
#include "sql/quote.h"

namespace housewright::rehearse {
namespace {

using sql::Token;
using sql::TokenType;

class SourceReader {
 public:
  explicit SourceReader(std::string_view text) : text_(text), tokens_(schema::TokensOf(text)) {}

  void AddTo(std::map<std::string, std::string>& logins) const {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      const bool opens = IsWord(at, "SOURCE") && IsType(at + 1, TokenType::kOpeningRoundBracket) &&
                         IsWord(at + 2, "CLICKHOUSE") &&
                         IsType(at + 3, TokenType::kOpeningRoundBracket);
      if (opens) return AddArguments(at + 4, logins);
    }
  }

 private:
  bool IsType(std::size_t at, TokenType type) const {
    return at < tokens_.size() && tokens_[at].type == type;
  }
  bool IsWord(std::size_t at, std::string_view word) const {
    return IsType(at, TokenType::kBareWord) && EqualsIgnoringCase(tokens_[at].In(text_), word);
  }

  // Keyword and value by turns, up to the closing bracket; a value can be a group of its own.
  void AddArguments(std::size_t at, std::map<std::string, std::string>& logins) const {
    std::optional<std::string> user;
    std::string password;
    std::size_t depth = 1;
    for (; at + 1 < tokens_.size() && depth > 0; ++at) {
      if (IsType(at, TokenType::kOpeningRoundBracket)) ++depth;
      if (IsType(at, TokenType::kClosingRoundBracket)) --depth;
      if (depth == 1 && IsWord(at, "USER")) user = ValueAt(++at);
      if (depth == 1 && IsWord(at, "PASSWORD")) password = ValueAt(++at);
    }
    if (user) logins[*std::move(user)] = std::move(password);
  }

  std::string ValueAt(std::size_t at) const {
    const std::string_view token = tokens_[at].In(text_);
    return IsType(at, TokenType::kStringLiteral) ? sql::UnquoteString(token)
                                                 : sql::UnquoteIdentifier(token);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
};

}  // namespace

void AddDictionaryLogins(const plan::PlannedStep& step,
                         std::map<std::string, std::string>& logins) {
  for (const plan::PlannedStatement& planned : step.statements) {
    if (planned.statement.facts.object_kind != sql::ObjectKind::kDictionary) continue;
    SourceReader(planned.statement.sql.text).AddTo(logins);
  }
}

void AddDictionaryLogins(const plan::Plan& plan, std::map<std::string, std::string>& logins) {
  for (const plan::PlannedStep& step : plan.steps) AddDictionaryLogins(step, logins);
}

}  // namespace housewright::rehearse
