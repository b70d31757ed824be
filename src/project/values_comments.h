#pragma once

// Comments between the rows of `INSERT ... VALUES`, which ClickHouse reads with the reader of the
// format and not with that of SQL.

#include <cstddef>
#include <string_view>
#include <vector>

#include "sql/statement.h"

namespace housewright::project {

struct ValuesComment {
  std::size_t offset = 0;
  std::size_t length = 0;
  bool refused_everywhere = false;  // otherwise by older servers alone
};

// Those that a server answers with code 27. Tried with 18.16.1 and 26.7.2 over HTTP: within a row,
// and behind VALUES before the first one, a comment may stand everywhere. Behind the comma of a row
// 26.7 takes `--` and `/* */`, but not `#`, and 18.16 none. Before the comma both take none. What
// stands behind the last row is not sent.
std::vector<ValuesComment> FindValuesComments(std::string_view text,
                                              const sql::Statement& statement);

}  // namespace housewright::project
