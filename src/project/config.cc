#include "project/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "project/config_reader.h"
#include "project/config_sections.h"

namespace housewright::project {
namespace {

template <class T>
const T* FindByName(const std::vector<T>& all, std::string_view name) {
  const auto it = std::ranges::find(all, name, &T::name);
  return it == all.end() ? nullptr : &*it;
}

// toml++ ends some of its messages with a full stop and starts them with a capital letter.
std::string AsOurMessage(std::string_view description) {
  while (description.ends_with('.')) description.remove_suffix(1);
  std::string message(description);
  if (!message.empty()) message[0] = ToLower(message.substr(0, 1))[0];
  return message;
}

// toml++ of Debian throws: nothing of that leaves this function.
std::optional<toml::table> ParseToml(const SourceText& source, ConfigContext& context) {
  try {
    return toml::parse(source.text());
  } catch (const toml::parse_error& error) {
    context.Refuse(context.At(error.source()),
                   fmt::format("not valid TOML: {}", AsOurMessage(error.description())),
                   "mend the line; https://toml.io describes the syntax");
    return std::nullopt;
  }
}

}  // namespace

const VariableDeclaration* Config::FindVariable(std::string_view variable) const {
  return FindByName(variables, variable);
}
const ServiceConfig* Config::FindService(std::string_view service) const {
  return FindByName(services, service);
}
const TargetConfig* Config::FindTarget(std::string_view target) const {
  return FindByName(targets, target);
}

ParsedConfig ParseConfig(const SourceText& source, const Environment& environment) {
  ParsedConfig result;
  ConfigContext context(source, result.diagnostics, environment);
  const std::optional<toml::table> table = ParseToml(source, context);
  if (!table) return result;
  Config config;
  config.path = source.file();
  config.root = std::string(ParentPath(source.file()));

  TableReader file(*table, "the configuration", context);
  const SourceExcerpt default_target = ReadProject(file.Table("project"), config, context);
  ReadServices(file.Table("services"), config, context);
  ReadVariables(file.Table("variables"), config, context);
  ReadTargets(file.Table("targets"), config, context);
  ReadEngine(file.Table("engine"), config, context);
  ReadHooks(file.TableArray("hooks"), config, context);
  file.RefuseOthers();
  CheckReferences(config, default_target, context);

  std::ranges::stable_sort(result.diagnostics, {}, [](const Diagnostic& diagnostic) {
    return std::pair(diagnostic.error.where()->line, diagnostic.error.where()->column);
  });
  result.config = std::move(config);
  return result;
}

Result<std::string> FindConfig(const FileSystem& files, const std::string& directory) {
  std::string at = directory.empty() || directory == "." ? files.CurrentDirectory() : directory;
  if (!at.starts_with('/')) at = JoinPath(files.CurrentDirectory(), at);
  const std::string start = at;
  while (true) {
    std::string candidate = JoinPath(at, "housewright.toml");
    if (files.Exists(candidate)) return candidate;
    if (at == "/") break;
    at = std::string(ParentPath(at));
  }
  return Fail(Error(ErrorCode::kNotFound,
                    fmt::format("no housewright.toml in '{}' or a directory above it", start))
                  .WithAdvice("run `housewright init` to start a project here, or name the file "
                              "with --config"));
}

}  // namespace housewright::project
