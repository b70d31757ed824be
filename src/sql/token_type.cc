// The names of the token types, in the order of the enumeration.

#include <array>

#include "sql/lexer.h"

namespace housewright::sql {
namespace {

constexpr std::array<std::string_view, 49> kNames = {
    "Whitespace",
    "Comment",
    "BareWord",
    "Number",
    "StringLiteral",
    "QuotedIdentifier",
    "OpeningRoundBracket",
    "ClosingRoundBracket",
    "OpeningSquareBracket",
    "ClosingSquareBracket",
    "OpeningCurlyBrace",
    "ClosingCurlyBrace",
    "Comma",
    "Semicolon",
    "VerticalDelimiter",
    "Dot",
    "Asterisk",
    "HereDoc",
    "DollarSign",
    "Plus",
    "Minus",
    "Slash",
    "Percent",
    "Arrow",
    "QuestionMark",
    "Colon",
    "Caret",
    "DoubleColon",
    "Equals",
    "NotEquals",
    "Less",
    "Greater",
    "LessOrEquals",
    "GreaterOrEquals",
    "Spaceship",
    "PipeMark",
    "Concatenation",
    "At",
    "DoubleAt",
    "EndOfStream",
    "Error",
    "ErrorMultilineCommentIsNotClosed",
    "ErrorSingleQuoteIsNotClosed",
    "ErrorDoubleQuoteIsNotClosed",
    "ErrorBackQuoteIsNotClosed",
    "ErrorSingleExclamationMark",
    "ErrorSinglePipeMark",
    "ErrorWrongNumber",
    "ErrorMaxQuerySizeExceeded",
};
static_assert(kNames.size() == static_cast<std::size_t>(TokenType::kErrorMaxQuerySizeExceeded) + 1);

}  // namespace

std::string_view TokenTypeName(TokenType type) { return kNames[static_cast<std::size_t>(type)]; }

}  // namespace housewright::sql
