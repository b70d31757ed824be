#include "sql/select_sources.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.h"
#include "sql/facts_cursor.h"
#include "sql/lexer.h"
#include "sql/quote.h"

namespace housewright::sql {
namespace {

std::vector<Token> SignificantTokens(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  for (Token token = lexer.NextSignificant(); !token.IsEnd(); token = lexer.NextSignificant()) {
    tokens.push_back(token);
  }
  return tokens;
}

class ShapeReader {
 public:
  explicit ShapeReader(std::string_view text) : text_(text), tokens_(SignificantTokens(text)) {}

  SelectShape Read() {
    FindTop();
    for (at_ = 0; at_ < tokens_.size(); ++at_) Step();
    return std::move(shape_);
  }

  // The name that begins at token `at`, and in `at` the token behind it.
  std::vector<std::string> TakeName(std::size_t& at) const;

 private:
  std::string_view TextAt(std::size_t at) const {
    return at < tokens_.size() ? tokens_[at].In(text_) : std::string_view();
  }
  bool IsWord(std::size_t at, std::string_view word) const {
    return at < tokens_.size() && tokens_[at].type == TokenType::kBareWord &&
           EqualsIgnoringCase(TextAt(at), word);
  }
  bool IsOneOf(std::size_t at, std::initializer_list<std::string_view> words) const {
    return std::ranges::any_of(words, [&](std::string_view word) { return IsWord(at, word); });
  }
  bool IsType(std::size_t at, TokenType type) const {
    return at < tokens_.size() && tokens_[at].type == type;
  }
  bool Touches(std::size_t at) const {  // the token before it
    return at > 0 && tokens_[at].begin == tokens_[at - 1].end;
  }

  // The depth of the statement's own SELECT: 1 in INSERT INTO t (SELECT ...).
  void FindTop();
  void Step();
  void TakeSource();
  void LookForObstacle();
  bool IsSetOperation() const;
  bool IsOuterJoin() const;

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0, top_ = 0;
  std::vector<std::size_t> from_depths_;  // of the FROMs whose list of tables goes on
  bool has_first_ = false;
  SelectShape shape_;
};

void ShapeReader::FindTop() {
  std::size_t depth = 0;
  std::optional<std::size_t> top;
  for (std::size_t at = 0; at < tokens_.size(); ++at) {
    if (Opens(tokens_[at].type)) ++depth;
    if (Closes(tokens_[at].type) && depth > 0) --depth;
    if (IsWord(at, "SELECT")) top = std::min(top.value_or(depth), depth);
  }
  top_ = top.value_or(0);
}

void ShapeReader::Step() {
  const Token& token = tokens_[at_];
  if (Opens(token.type)) ++depth_;
  if (Closes(token.type) && depth_ > 0) {
    --depth_;
    while (!from_depths_.empty() && from_depths_.back() > depth_) from_depths_.pop_back();
  }
  const bool in_from = !from_depths_.empty() && from_depths_.back() == depth_;
  if (token.type == TokenType::kComma && in_from) return TakeSource();
  if (token.type != TokenType::kBareWord) return;
  LookForObstacle();
  if (IsWord(at_, "FROM")) {
    if (!in_from) from_depths_.push_back(depth_);
    return TakeSource();
  }
  if (IsOneOf(at_, {"JOIN", "IN"}) && !IsWord(at_ - 1, "ARRAY")) return TakeSource();
  if (in_from && IsOneOf(at_, {"WHERE", "PREWHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "ARRAY",
                               "SETTINGS", "UNION", "WINDOW", "QUALIFY", "USING"})) {
    from_depths_.pop_back();
  }
}

void ShapeReader::TakeSource() {
  const bool is_own_from = IsWord(at_, "FROM") && depth_ == top_;
  std::size_t behind = at_ + 1;
  SelectSource source;
  source.name = TakeName(behind);
  if (IsType(behind, TokenType::kOpeningRoundBracket)) source.name.clear();
  if (behind > at_ + 1) {
    source.begin = tokens_[at_ + 1].begin;
    source.end = tokens_[behind - 1].end;
  } else {
    source.begin = tokens_[at_].begin;
    source.end = tokens_[at_].end;
  }
  source.is_first = is_own_from && !has_first_;
  has_first_ = has_first_ || is_own_from;
  shape_.sources.push_back(std::move(source));
}

std::vector<std::string> ShapeReader::TakeName(std::size_t& at) const {
  std::vector<std::string> parts;
  std::string part;
  bool goes_on = false;  // behind a dot
  for (const std::size_t begin = at; at < tokens_.size(); ++at) {
    if (at > begin && !goes_on && !Touches(at)) break;
    if (tokens_[at].type == TokenType::kDot) {
      if (part.empty()) break;
      parts.push_back(std::exchange(part, ""));
      goes_on = true;
      continue;
    }
    goes_on = false;
    if (tokens_[at].type == TokenType::kBareWord ||
        tokens_[at].type == TokenType::kQuotedIdentifier) {
      part += UnquoteIdentifier(TextAt(at));
      continue;
    }
    // {{ name }}
    if (tokens_[at].type != TokenType::kOpeningCurlyBrace ||
        !IsType(at + 4, TokenType::kClosingCurlyBrace))
      break;
    for (const std::size_t last = at + 4; at <= last; ++at) part += TextAt(at);
    --at;
  }
  if (!part.empty()) parts.push_back(std::move(part));
  return parts;
}

bool ShapeReader::IsSetOperation() const {
  if (!IsOneOf(at_, {"UNION", "INTERSECT", "EXCEPT"})) return false;
  std::size_t next = at_ + 1;
  if (IsOneOf(next, {"ALL", "DISTINCT"})) ++next;
  while (IsType(next, TokenType::kOpeningRoundBracket)) ++next;
  return IsOneOf(next, {"SELECT", "WITH"});
}

bool ShapeReader::IsOuterJoin() const {
  if (!IsOneOf(at_, {"RIGHT", "FULL", "PASTE"})) return false;
  std::size_t next = at_ + 1;
  while (IsOneOf(next, {"OUTER", "SEMI", "ANTI", "ANY", "ALL", "ASOF"})) ++next;
  return IsWord(next, "JOIN");
}

void ShapeReader::LookForObstacle() {
  if (shape_.obstacle) return;
  std::string_view what;
  if (IsWord(at_, "additional_table_filters")) what = "the setting additional_table_filters";
  if (depth_ == top_ && IsSetOperation()) what = "UNION, INTERSECT or EXCEPT";
  if (depth_ == top_ && IsOuterJoin()) what = "a RIGHT, FULL or PASTE JOIN";
  if (depth_ == top_ && IsOneOf(at_, {"LIMIT", "OFFSET", "FETCH"})) what = "LIMIT";
  if (!what.empty()) shape_.obstacle = {what, tokens_[at_].begin, tokens_[at_].end};
}

}  // namespace

SelectShape ShapeOfSelect(std::string_view statement) { return ShapeReader(statement).Read(); }

std::vector<std::string> TableNameParts(std::string_view text) {
  const std::vector<Token> tokens = SignificantTokens(text);
  std::size_t at = 0;
  std::vector<std::string> parts = ShapeReader(text).TakeName(at);
  return at == tokens.size() ? parts : std::vector<std::string>{};
}

}  // namespace housewright::sql
