#pragma once

// One spelling for what servers print in several: names without quotes that they do not need, one
// blank, no brackets around a single key.

#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.h"

namespace housewright::schema {

// The significant tokens of `text`, without the end.
std::vector<sql::Token> TokensOf(std::string_view text);

// The tokens [begin, end) of `text`, which lie in `tokens`: one blank where there were some, none
// at the inner side of a bracket and before a comma, names quoted only where they need it. 18.16
// prints `( id UInt64,  ts DateTime)`.
std::string CanonicalText(std::string_view text, const std::vector<sql::Token>& tokens,
                          std::size_t begin, std::size_t end);
std::string CanonicalText(std::string_view text);

// `(a)` is `a`, `()` is `tuple()`: a key of one expression may be printed either way.
std::string CanonicalKey(std::string text);
// `MergeTree()` is `MergeTree`. What says only where the data is kept is left out, as a project
// that is written for one server does not say it: `ReplicatedReplacingMergeTree('/path',
// '{replica}', v)` and `SharedReplacingMergeTree('/path', '{replica}', v)` are
// `ReplacingMergeTree(v)`.
std::string CanonicalEngine(const std::string& text);
// `CAST(3, 'Int32')` is `3` where the column has that type: servers before 19 write the cast into a
// default.
std::string CanonicalDefault(std::string text, std::string_view type);

// Equal, but for string literals where one of the two is '[HIDDEN]': a server shows no password.
bool SameText(std::string_view one, std::string_view other);

}  // namespace housewright::schema
