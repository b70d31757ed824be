#pragma once

// The settings that a statement brings along: `-- settings: a = 1, b = 'x'`.

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "project/render.h"

namespace housewright::project {

// "a = 1, b = 'x, y'". kInvalidInput where a part is no `name = value`.
Result<std::map<std::string, std::string>> ParseSettings(std::string_view text);
// Those of the statement; empty where it has no such annotation. An error names no place.
Result<std::map<std::string, std::string>> OwnSettings(const RenderedStatement& statement);

}  // namespace housewright::project
