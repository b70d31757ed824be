#pragma once

// Which target a command means: a name of housewright.toml or a URL.

#include <optional>
#include <string>

#include "cli/context.h"
#include "project/config.h"

namespace housewright::cli {

struct TargetChoice {
  std::string name;                               // as the user wrote it
  const project::TargetConfig* config = nullptr;  // null: `name` is a URL
};

// --target or HOUSEWRIGHT_TARGET; nothing where neither is set.
std::optional<std::string> RequestedTarget(const Context& context);
bool IsTargetUrl(std::string_view target);

// The requested target, or the project's default. kNotFound for a name that the configuration does
// not have (nearest names), kInvalidInput where there is nothing to choose from.
Result<TargetChoice> ChooseTarget(const Context& context, const project::Config& config);

}  // namespace housewright::cli
