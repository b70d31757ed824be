// CheckReferences() of config_sections.h.

#include <fmt/format.h>

#include <algorithm>
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

void CheckKnown(std::string_view variable, const ConfigValue& value, const Config& config,
                ConfigContext& context) {
  if (config.FindVariable(variable) != nullptr) return;
  context.Refuse(value.where, fmt::format("unknown variable '{}'", variable),
                 DidYouMean(variable, NamesOf(config.variables),
                            fmt::format("declare it: {} = \"value\" in [variables]", variable)),
                 "unknown-variable");
}

void CheckValue(const ConfigValue& value, const Config& config, ConfigContext& context) {
  const std::string_view text = value.text;
  const ParsedTemplate parsed = ParsePlainTemplate(text);
  for (const TemplateFault& fault : parsed.faults) {
    context.Refuse(value.where, fault.message, fault.advice, "template");
  }
  for (const Condition& condition : parsed.conditions) {
    CheckKnown(condition.variable, value, config, context);
  }
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
    CheckKnown(insertion->name, value, config, context);
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
  for (const auto* value :
       {&target.user, &target.password, &target.ca_file, &target.client_certificate,
        &target.client_key, &target.alembic_version}) {
    if (*value) CheckValue(**value, config, context);
  }
  CheckTargetVariables(target, config, context);
  for (const std::string& service : target.services) {
    if (config.FindService(service) != nullptr) continue;
    context.Refuse(target.services_where,
                   fmt::format("[targets.{}] names the unknown service '{}'", target.name, service),
                   DidYouMean(service, NamesOf(config.services),
                              fmt::format("write a section [services.{}]", service)));
  }
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

bool IsBelow(std::string_view directory, std::string_view above) {
  return directory.size() > above.size() && directory.starts_with(above) &&
         directory[above.size()] == '/';
}

// Whether a file of `directory` of `service` is one of `other` as well.
bool SharesDirectory(const ServiceConfig& service, std::string_view directory,
                     const ServiceConfig& other) {
  return std::ranges::any_of(other.directories, [&](const std::string& its) {
    return its == directory || (other.recursive && IsBelow(directory, its)) ||
           (service.recursive && IsBelow(its, directory));
  });
}

void CheckSharing(const ServiceConfig& first, const ServiceConfig& second, ConfigContext& context) {
  for (const std::string& directory : second.directories) {
    if (!SharesDirectory(second, directory, first)) continue;
    return context.Refuse(second.where,
                          fmt::format("the services '{}' and '{}' share the directory '{}'",
                                      first.name, second.name, directory),
                          "give each service a directory of its own");
  }
}

void CheckOwnDirectories(const ServiceConfig& service, ConfigContext& context) {
  for (std::size_t i = 0; i < service.directories.size(); ++i) {
    for (std::size_t j = 0; j < service.directories.size(); ++j) {
      const std::string& one = service.directories[i];
      const std::string& other = service.directories[j];
      const bool twice = j < i && one == other;
      if (!twice && !(service.recursive && IsBelow(one, other))) continue;
      return context.Refuse(
          service.where,
          fmt::format("the service '{}' has the files of '{}' twice", service.name, one),
          "name each directory once, and none that a recursive one holds");
    }
  }
}

void CheckDirectories(const Config& config, ConfigContext& context) {
  for (std::size_t i = 0; i < config.services.size(); ++i) {
    const ServiceConfig& service = config.services[i];
    CheckOwnDirectories(service, context);
    for (std::size_t j = 0; j < i; ++j) CheckSharing(config.services[j], service, context);
    if (config.file_template.depth() == 0 || service.recursive) continue;
    context.Refuse(service.where,
                   fmt::format("file_template '{}' makes sub-directories, which service '{}' does "
                               "not read",
                               config.file_template.text(), service.name),
                   fmt::format("write recursive = true in [services.{}], or a file_template "
                               "without '/'",
                               service.name));
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
