#pragma once

// ClickHouse's TabSeparated format, which every version speaks.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace housewright::db {

using TsvRow = std::vector<std::string>;

// Rows of unescaped fields. NULL (\N) becomes an empty string. kProtocol where a row has another
// number of fields than `columns` or the last line is torn.
Result<std::vector<TsvRow>> ParseTsv(std::string_view body, std::size_t columns);
// One field, escaped.
std::string EscapeTsv(std::string_view field);

}  // namespace housewright::db
