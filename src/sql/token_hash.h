#pragma once

// The hash of SQL text over its tokens: blanks, comments, line ends and a byte order mark do not
// count, so that a checkout with CRLF or a reformatted comment is the same revision, and any change
// that ClickHouse could see is another.

#include <string_view>

#include "base/hash.h"

namespace housewright::sql {

// Feeds type and text of each significant token of `sql`, length-prefixed; of the data behind
// INSERT ... FORMAT, which are no tokens, each row without its line end. Any text has a hash, one
// that SplitStatements refuses too. The hash is stored in journals and released.toml: it must never
// change for the same text (token_hash_test.cc pins it).
void HashTokens(Sha256& hash, std::string_view sql);
Digest TokenHash(std::string_view sql);

}  // namespace housewright::sql
