// CheckReferences() of config_sections.h.

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "project/config_sections.h"
#include "project/diagnostics.h"
#include "project/template.h"
#include "sql/quote.h"

namespace housewright::project {
namespace {

template <class T>
std::vector<std::string> NamesOf(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.name);
  return names;
}

void CheckValue(const ConfigValue& value, const Config& config, ConfigContext& context) {
  const std::string_view text = value.text;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    if (IsLiteralBraces(text, at)) {
      at += 4;
      continue;
    }
    const auto insertion = ReadInsertion(text, at);
    if (!insertion) {
      context.Refuse(value.where, insertion.error().message, insertion.error().advice, "template");
      return;
    }
    if (config.FindVariable(insertion->name) == nullptr) {
      context.Refuse(
          value.where, fmt::format("unknown variable '{}'", insertion->name),
          DidYouMean(insertion->name, NamesOf(config.variables),
                     fmt::format("declare it: {} = \"value\" in [variables]", insertion->name)),
          "unknown-variable");
    }
    at = insertion->end;
  }
}

void CheckTargetVariables(const TargetConfig& target, const Config& config,
                          ConfigContext& context) {
  for (const auto& [name, value] : target.variables) {
    const VariableDeclaration* variable = config.FindVariable(name);
    if (variable == nullptr) {
      context.Refuse(
          target.where,
          fmt::format("[targets.{}.variables] sets the unknown variable '{}'", target.name, name),
          DidYouMean(name, NamesOf(config.variables),
                     fmt::format("declare it: {} = \"value\" in [variables]", name)),
          "unknown-variable");
      continue;
    }
    if (variable->secret && !value.empty()) {
      context.Warn(target.where, fmt::format("the secret '{}' stands in the configuration", name),
                   "take it from env = \"NAME\" or file = \"path\" of the variable instead",
                   "literal-secret");
    } else if (variable->kind == VariableKind::kNumber && !sql::IsNumber(value)) {
      context.Refuse(target.where,
                     fmt::format("the value of '{}' in [targets.{}.variables] is no number: '{}'",
                                 name, target.name, value),
                     "write a number, or give the variable another kind");
    }
  }
}

void CheckTarget(const TargetConfig& target, const Config& config, ConfigContext& context) {
  CheckValue(target.url, config, context);
  for (const auto* value : {&target.user, &target.password, &target.ca_file,
                            &target.client_certificate, &target.client_key}) {
    if (*value) CheckValue(**value, config, context);
  }
  CheckTargetVariables(target, config, context);
}

void CheckDefaultTarget(Config& config, ConfigContext& context, const SourceExcerpt& where) {
  if (config.default_target.empty()) {
    if (config.targets.size() == 1) config.default_target = config.targets[0].name;
    return;
  }
  if (config.FindTarget(config.default_target) != nullptr) return;
  context.Refuse(where,
                 fmt::format("default_target '{}' is not among the targets", config.default_target),
                 DidYouMean(config.default_target, NamesOf(config.targets),
                            fmt::format("write a section [targets.{}]", config.default_target)));
}

void CheckDirectories(const Config& config, ConfigContext& context) {
  for (std::size_t i = 0; i < config.services.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (config.services[i].directory != config.services[j].directory) continue;
      context.Refuse(config.services[i].where,
                     fmt::format("the services '{}' and '{}' share the directory '{}'",
                                 config.services[j].name, config.services[i].name,
                                 config.services[i].directory),
                     "give each service a directory of its own");
    }
  }
}

}  // namespace

void CheckReferences(Config& config, const SourceExcerpt& default_target, ConfigContext& context) {
  CheckValue(config.state_database, config, context);
  for (const TargetConfig& target : config.targets) CheckTarget(target, config, context);
  CheckDefaultTarget(config, context, default_target);
  CheckDirectories(config, context);
}

}  // namespace housewright::project
