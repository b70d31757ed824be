#pragma once

// The environment as the core sees it, and the names that override settings.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace housewright::project {

// Reads one environment variable. Passed in: the core never reads the environment itself.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// The value; nothing where it is unset or empty.
std::optional<std::string> NonEmpty(const Environment& environment, const std::string& name);

// "HOUSEWRIGHT_TARGET_MY_SERVER" of "HOUSEWRIGHT_TARGET" and "my-server": upper case, '_' for
// what no variable's name may hold.
std::string EnvironmentName(std::string_view prefix, std::string_view word);

}  // namespace housewright::project
