#include "project/environment.h"

namespace housewright::project {

std::optional<std::string> NonEmpty(const Environment& environment, const std::string& name) {
  if (!environment) return std::nullopt;
  std::optional<std::string> value = environment(name);
  if (value && value->empty()) return std::nullopt;
  return value;
}

std::string EnvironmentName(std::string_view prefix, std::string_view word) {
  std::string name(prefix);
  name += '_';
  for (const char c : word) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool kept = lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (lower) {
      name += static_cast<char>(c - 'a' + 'A');
    } else {
      name += kept ? c : '_';
    }
  }
  return name;
}

}  // namespace housewright::project
