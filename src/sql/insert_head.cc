#include "sql/insert_head.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace housewright::sql {
namespace {

bool IsOpening(TokenType type) {
  return type == TokenType::kOpeningRoundBracket || type == TokenType::kOpeningSquareBracket ||
         type == TokenType::kOpeningCurlyBrace;
}

bool IsClosing(TokenType type) {
  return type == TokenType::kClosingRoundBracket || type == TokenType::kClosingSquareBracket ||
         type == TokenType::kClosingCurlyBrace;
}

bool IsKeyword(TokenType type, std::string_view text, std::string_view keyword) {
  return type == TokenType::kBareWord && EqualsIgnoringCase(text, keyword);
}

bool IsName(TokenType type) {
  return type == TokenType::kBareWord || type == TokenType::kQuotedIdentifier;
}

// Words behind which an expression begins, so that `format` there is a column and no keyword.
bool WantsOperand(std::string_view word) {
  static constexpr std::array<std::string_view, 31> kWords = {
      "select",   "distinct", "all",  "by",    "and",  "or",     "not",  "where",
      "prewhere", "having",   "on",   "using", "as",   "in",     "like", "ilike",
      "between",  "case",     "when", "then",  "else", "from",   "join", "interval",
      "limit",    "offset",   "with", "div",   "mod",  "except", "is"};
  return std::ranges::any_of(kWords,
                             [word](std::string_view w) { return EqualsIgnoringCase(w, word); });
}

bool CanEndExpression(TokenType type, std::string_view text) {
  switch (type) {
    case TokenType::kBareWord:
      return !WantsOperand(text);
    case TokenType::kNumber:
    case TokenType::kStringLiteral:
    case TokenType::kQuotedIdentifier:
    case TokenType::kHereDoc:
    case TokenType::kAsterisk:
      return true;
    default:
      return IsClosing(type);
  }
}

bool MayBeginInsert(TokenType type, std::string_view text) {
  return type == TokenType::kBareWord && (text.size() == 4 || text.size() == 6) &&
         (IsKeyword(type, text, "INSERT") || IsKeyword(type, text, "WITH"));
}

}  // namespace

InsertData InsertHead::Consume(TokenType type, std::string_view text) {
  if (state_ == State::kStart) {
    // Nearly every statement ends its part here.
    if (!MayBeginInsert(type, text)) return Goto(State::kDecided);
    was_used_ = true;
  }
  if (state_ == State::kSelect) {
    if (previous_was_input_word_ && type == TokenType::kOpeningRoundBracket) reads_input_ = true;
    previous_was_input_word_ = type == TokenType::kBareWord && text == "input";
  }
  InsertData found = InsertData::kNotYet;
  if (IsClosing(type)) {
    if (depth_ > 0) --depth_;
  }
  if (depth_ == 0) {
    found = ConsumeTopLevel(type, text);
    operand_before_ = CanEndExpression(type, text);
  } else if (state_ == State::kOptions && depth_ == 1 &&
             (IsKeyword(type, text, "SELECT") || IsKeyword(type, text, "WITH"))) {
    // INSERT INTO t (SELECT ...): the bracket was no list of columns.
    Goto(State::kSelect);
  }
  if (IsOpening(type)) ++depth_;
  return found;
}

InsertData InsertHead::ConsumeTopLevel(TokenType type, std::string_view text) {
  switch (state_) {
    case State::kStart:
      if (IsKeyword(type, text, "INSERT")) return Goto(State::kInto);
      came_from_with_ = true;
      return Goto(State::kWith);
    case State::kWith:
      if (IsKeyword(type, text, "SELECT")) return Goto(State::kDecided);
      return IsKeyword(type, text, "INSERT") ? Goto(State::kInto) : InsertData::kNotYet;
    case State::kInto:
      if (IsKeyword(type, text, "INTO")) return Goto(State::kTarget);
      return Goto(came_from_with_ ? State::kWith : State::kDecided);
    case State::kTarget:
    case State::kTargetTable:
    case State::kFunction:
    case State::kName:
    case State::kNamePart:
      return ConsumeTarget(type, text);
    case State::kOptions:
      return ConsumeOption(type, text);
    case State::kSelect:
      return ConsumeInSelect(type, text);
    case State::kFormatName:
      return ConsumeFormatName(type, text);
    case State::kDecided:
      break;
  }
  return InsertData::kNotYet;
}

// A template's placeholder or a query parameter ({{ name }}, {name:Identifier}) may stand for a
// name: the last closing brace ends it.
InsertData InsertHead::ConsumeTarget(TokenType type, std::string_view text) {
  if (type == TokenType::kOpeningCurlyBrace) return InsertData::kNotYet;
  if (state_ == State::kTarget && IsKeyword(type, text, "TABLE")) return Goto(State::kTargetTable);
  if ((state_ == State::kTarget || state_ == State::kTargetTable) &&
      IsKeyword(type, text, "FUNCTION")) {
    return Goto(State::kFunction);
  }
  if (state_ == State::kFunction) return Goto(State::kOptions);
  if (state_ == State::kName) {
    if (type == TokenType::kDot) return Goto(State::kNamePart);
    state_ = State::kOptions;
    return ConsumeOption(type, text);
  }
  return Goto(state_ == State::kNamePart ? State::kOptions : State::kName);
}

InsertData InsertHead::ConsumeOption(TokenType type, std::string_view text) {
  if (type != TokenType::kBareWord) return InsertData::kNotYet;
  if (IsKeyword(type, text, "VALUES")) {
    state_ = State::kDecided;
    format_ = "Values";
    return InsertData::kValues;
  }
  if (IsKeyword(type, text, "FORMAT")) {
    before_format_ = State::kOptions;
    return Goto(State::kFormatName);
  }
  if (IsKeyword(type, text, "SELECT") || IsKeyword(type, text, "WITH")) return Goto(State::kSelect);
  // FROM INFILE 'name' FORMAT ...: the data are in the file.
  if (IsKeyword(type, text, "FROM")) return Goto(State::kDecided);
  return InsertData::kNotYet;
}

InsertData InsertHead::ConsumeInSelect(TokenType type, std::string_view text) {
  if (reads_input_ && operand_before_ && IsKeyword(type, text, "FORMAT")) {
    before_format_ = State::kSelect;
    return Goto(State::kFormatName);
  }
  return InsertData::kNotYet;
}

InsertData InsertHead::ConsumeFormatName(TokenType type, std::string_view text) {
  if (!IsName(type)) return Goto(before_format_);
  state_ = State::kDecided;
  format_ = type == TokenType::kQuotedIdentifier ? text.substr(1, text.size() - 2) : text;
  return EqualsIgnoringCase(format_, "Values") ? InsertData::kValues : InsertData::kRows;
}

}  // namespace housewright::sql
