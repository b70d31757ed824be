#pragma once

// From a statement as a server prints it to a value.

#include <string_view>

#include "base/result.h"
#include "schema/schema.h"

namespace housewright::schema {

// Reads `create_table_query` of system.tables and `create_query` of system.functions, of 18.16
// to 26.x. It is a parser of what servers print, not of all that users may write: keywords are in
// capitals. kInvalidInput for what begins with no CREATE of an object and its name.
Result<Object> ParseObject(std::string_view create_query);

}  // namespace housewright::schema
