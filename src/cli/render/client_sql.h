#pragma once

// One statement as clickhouse-client takes it from the middle of a script.

#include <string>

namespace housewright::cli {

// With what ends it. Values of an INSERT come on one line: the client of 18.16 reads no further.
// Data behind FORMAT end at an empty line, not at a semicolon, which would be data too.
std::string ForClient(const std::string& statement);

// Rows behind FORMAT on more than one line: the client of 18.16 sends the first and stops at the
// second.
bool HasSeveralRows(const std::string& statement);

}  // namespace housewright::cli
