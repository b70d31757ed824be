#pragma once

// The settings that a statement brings along: `-- settings: a = 1, b = 'x'`.

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace housewright::project {

// "a = 1, b = 'x, y'". kInvalidInput where a part is no `name = value`.
Result<std::map<std::string, std::string>> ParseSettings(std::string_view text);

}  // namespace housewright::project
