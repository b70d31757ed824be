#include "cli/target_choice.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"

namespace housewright::cli {
namespace {

std::vector<std::string> TargetNames(const project::Config& config) {
  std::vector<std::string> names;
  for (const project::TargetConfig& target : config.targets) names.push_back(target.name);
  return names;
}

Error UnknownTarget(const project::Config& config, const std::string& name) {
  const std::vector<std::string> names = TargetNames(config);
  std::string message = fmt::format("there is no target '{}' in {}", name, config.path);
  const std::vector<std::string> near = NearestNames(name, names);
  if (!near.empty()) {
    message += fmt::format("; did you mean '{}'?", Join(near, "', '"));
  } else if (!names.empty()) {
    message += fmt::format("; it has {}", Join(names, ", "));
  }
  return Error(ErrorCode::kNotFound, std::move(message))
      .WithAdvice("name one of its targets, or a URL such as http://localhost:8123");
}

}  // namespace

std::optional<std::string> RequestedTarget(const Context& context) {
  if (context.options.target) return context.options.target;
  return EnvironmentValue(context, "HOUSEWRIGHT_TARGET");
}

bool IsTargetUrl(std::string_view target) {
  return target.find("://") != std::string_view::npos || target.starts_with("embedded:");
}

Result<TargetChoice> ChooseTarget(const Context& context, const project::Config& config) {
  std::string name = RequestedTarget(context).value_or(config.default_target);
  if (name.empty()) {
    const std::vector<std::string> names = TargetNames(config);
    if (names.empty()) {
      return Fail(Error(ErrorCode::kInvalidInput, "no target is named, and the project has none")
                      .WithAdvice("add --target http://localhost:8123, or a [targets.NAME] with a "
                                  "url to " +
                                  config.path));
    }
    return Fail(
        Error(ErrorCode::kInvalidInput,
              fmt::format("no target is named, and the project has several: {}", Join(names, ", ")))
            .WithAdvice("add --target NAME, or set default_target under [project]"));
  }
  if (IsTargetUrl(name)) return TargetChoice{std::move(name), nullptr};
  const project::TargetConfig* target = config.FindTarget(name);
  if (target == nullptr) return Fail(UnknownTarget(config, name));
  return TargetChoice{std::move(name), target};
}

}  // namespace housewright::cli
