#pragma once

// Writing names and values into SQL text so that ClickHouse reads back exactly them.

#include <string>
#include <string_view>

namespace housewright::sql {

// `name`, always in backticks; backslashes and backticks escaped by a backslash, control characters
// as \n, \t, \xHH.
std::string QuoteIdentifier(std::string_view name);
// Bare where ClickHouse reads a bare word as an identifier everywhere (ASCII letter or _, then
// letters, digits, _; no keyword that needs quoting), in backticks otherwise.
std::string QuoteIdentifierIfNeeded(std::string_view name);
// 'value' with ' \ and control characters escaped.
std::string QuoteString(std::string_view value);
// The inside of a literal that the given quote character opened: ' " or `.
std::string EscapeInside(std::string_view value, char quote);
// The inverses; the argument includes its quotes. An unquoted word is answered as it is.
std::string UnquoteIdentifier(std::string_view token);
std::string UnquoteString(std::string_view token);
// True for an optional sign and a decimal, hexadecimal or floating number in ClickHouse's syntax,
// and nothing else.
bool IsNumber(std::string_view value);

}  // namespace housewright::sql
