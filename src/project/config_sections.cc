#include "project/config_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"
#include "project/template.h"
#include "project/version_table.h"
#include "sql/quote.h"

namespace housewright::project {
namespace {

struct KindName {
  std::string_view name;
  VariableKind kind;
};
constexpr std::array<KindName, 4> kKinds = {{{"identifier", VariableKind::kIdentifier},
                                             {"string", VariableKind::kString},
                                             {"number", VariableKind::kNumber},
                                             {"raw", VariableKind::kRaw}}};

// Names of files are at most 255 bytes long, and the id and the time need some of them.
constexpr std::int64_t kLongestSlug = 180;

// The server counts whole seconds, and a renewal needs a moment; a run that is gone should not keep
// others waiting for longer than a person would.
constexpr std::chrono::seconds kShortestLease{3};
constexpr std::chrono::seconds kLongestLease{3'600};

// Services and targets: a word that may hold '-', so that `name@head` and --target need no quotes.
bool IsName(std::string_view name) {
  return !name.empty() && name[0] != '-' &&
         std::ranges::all_of(name, [](char c) { return IsWordByte(c) || c == '-'; });
}

// Reports a bad name; true where it can be used.
bool CheckName(const TomlEntry& entry, std::string_view what, ConfigContext& context) {
  const std::string_view name = entry.key->str();
  if (IsName(name)) return true;
  context.Refuse(context.At(*entry.key), fmt::format("'{}' is no name for a {}", name, what),
                 "use letters, digits, '_' and '-'");
  return false;
}

// Reports an entry that is no table; null then.
const toml::table* TableOf(const TomlEntry& entry, std::string_view section,
                           ConfigContext& context) {
  if (const toml::table* table = entry.value->as_table()) return table;
  const std::string_view name = entry.key->str();
  context.Refuse(
      context.At(entry.value->source()),
      fmt::format("'{}' in [{}] is {}, not a table", name, section, TypeWithArticle(*entry.value)),
      fmt::format("give it a section of its own: [{}.{}]", section, name));
  return nullptr;
}

const toml::table& TableOrNone(const toml::table* table) {
  static const toml::table none;
  return table == nullptr ? none : *table;
}

std::map<std::string, std::string> ReadTexts(const toml::table* table, std::string_view name,
                                             ConfigContext& context,
                                             const std::string& prefix = "") {
  std::map<std::string, std::string> texts;
  if (table == nullptr) return texts;
  for (const TomlEntry& entry : EntriesInOrder(*table)) {
    const std::string_view key = entry.key->str();
    if (!prefix.empty()) {
      if (auto given = NonEmpty(context.environment(), EnvironmentName(prefix, key))) {
        texts.emplace(key, *std::move(given));
        continue;
      }
    }
    if (std::optional<std::string> text = ScalarText(*entry.value)) {
      texts.emplace(key, *std::move(text));
      continue;
    }
    context.Refuse(context.At(entry.value->source()),
                   fmt::format("'{}' in {} is {}, not a string, number or boolean", key, name,
                               TypeWithArticle(*entry.value)),
                   fmt::format("write {} = \"...\"", key));
  }
  return texts;
}

VariableKind ReadKind(TableReader& reader, bool secret, ConfigContext& context) {
  const std::optional<std::string> name = reader.Text("kind");
  if (!name) return secret ? VariableKind::kString : VariableKind::kIdentifier;
  const auto* const known = std::ranges::find(kKinds, *name, &KindName::name);
  if (known != kKinds.end()) return known->kind;
  std::vector<std::string> names;
  for (const KindName& kind : kKinds) names.emplace_back(kind.name);
  context.Refuse(reader.Where("kind"), fmt::format("unknown kind '{}' in {}", *name, reader.name()),
                 DidYouMean(*name, names, "the kinds are identifier, string, number and raw"));
  return VariableKind::kRaw;
}

void CheckDefault(const VariableDeclaration& variable, const SourceExcerpt& where,
                  ConfigContext& context) {
  if (!variable.default_value) return;
  if (variable.secret && !variable.default_value->empty()) {
    SourceExcerpt hidden = where;
    hidden.line_text.clear();
    context.Warn(std::move(hidden),
                 fmt::format("the secret '{}' stands in the configuration", variable.name),
                 "take it from env = \"NAME\" or file = \"path\" instead", "literal-secret");
  }
  if (variable.kind == VariableKind::kNumber && !sql::IsNumber(*variable.default_value)) {
    SourceExcerpt shown = where;
    if (variable.secret) shown.line_text.clear();
    context.Refuse(std::move(shown),
                   fmt::format("the default of '{}' is no number: '{}'", variable.name,
                               variable.secret ? "[secret]" : *variable.default_value),
                   "write a number, or give the variable another kind");
  }
}

VariableDeclaration ReadVariable(const TomlEntry& entry, ConfigContext& context) {
  VariableDeclaration variable;
  variable.name = std::string(entry.key->str());
  variable.where = context.At(*entry.key);
  variable.default_value = ScalarText(*entry.value);
  if (variable.default_value) return variable;
  const toml::table* table = entry.value->as_table();
  if (table == nullptr) {
    context.Refuse(
        context.At(entry.value->source()),
        fmt::format("'{}' in [variables] is {}, not a value or a table", variable.name,
                    TypeWithArticle(*entry.value)),
        fmt::format("write {0} = \"value\" or {0} = {{ default = \"value\" }}", variable.name));
    return variable;
  }
  TableReader reader(*table, fmt::format("variable '{}'", variable.name), context);
  variable.default_value = reader.Scalar("default");
  variable.secret = reader.Flag("secret").value_or(false);
  variable.kind = ReadKind(reader, variable.secret, context);
  variable.env = reader.Text("env");
  variable.file = reader.Text("file");
  variable.description = reader.Text("description").value_or("");
  reader.RefuseOthers();
  CheckDefault(variable, reader.Where("default"), context);
  return variable;
}

void CheckUrl(const ConfigValue& url, ConfigContext& context) {
  // What a variable gives, or decides, is checked when it is known.
  if (url.env || url.file || url.text.starts_with("{{") || url.text.starts_with("{%")) return;
  const std::string_view text = url.text;
  if (text.starts_with("embedded:")) return;
  const std::size_t scheme_end = text.find("://");
  const std::string_view scheme = text.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    // The text is not shown: whatever it is, it may hold a password.
    context.Refuse(url.where, "the url is none that housewright can use",
                   "write http://host:8123, https://host:8443, embedded:PATH or embedded:");
    return;
  }
  const std::string_view rest = text.substr(scheme_end + 3);
  if (rest.substr(0, rest.find_first_of("/?#")).find('@') == std::string_view::npos) return;
  SourceExcerpt where = url.where;
  where.line_text.clear();
  context.Refuse(std::move(where), "a url must not hold a user or password",
                 "write user = \"...\" and password = { env = \"NAME\" } beside it");
}

void ReadVersionTable(TableReader& reader, TargetConfig& target, ConfigContext& context) {
  target.alembic_version = reader.Value("alembic_version");
  target.create_alembic_version = reader.Flag("create_alembic_version").value_or(false);
  if (!target.alembic_version) {
    if (!target.create_alembic_version) return;
    context.Refuse(
        reader.Where("create_alembic_version"),
        fmt::format("{} has create_alembic_version and no alembic_version", reader.name()),
        "write alembic_version = \"database.table\" beside it");
    return;
  }
  const ConfigValue& name = *target.alembic_version;
  if (name.env || name.file || name.text.find("{{") != std::string::npos) return;
  if (const auto table = ParseVersionTable(name.text, "default"); !table) {
    context.Refuse(name.where, table.error().message(), table.error().advice());
  }
}

// A path of ZooKeeper's, of names that stand in no need of a second look.
bool IsKeeperPath(std::string_view path) {
  if (!path.starts_with('/') || path.size() == 1) return false;
  for (const std::string_view name : Split(path.substr(1), '/')) {
    const auto is_plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c == '-' || c == '.';
    };
    if (name.empty() || name == "." || name == "..") return false;
    if (!std::ranges::all_of(name, is_plain)) return false;
  }
  return true;
}

void ReadKeeperPath(TableReader& reader, TargetConfig& target, ConfigContext& context) {
  const std::optional<std::string> path = reader.Text("keeper_path");
  const std::optional<bool> single_server = reader.Flag("single_server");
  if (!path && single_server) {
    context.Refuse(reader.Where("single_server"),
                   fmt::format("'single_server' tells what a keeper_path leaves open, and {} has "
                               "none",
                               reader.name()),
                   "take single_server out of it; a target of several servers needs a keeper_path");
  }
  if (!path) return;
  target.single_server = single_server.value_or(false);
  if (!IsKeeperPath(*path)) {
    context.Refuse(reader.Where("keeper_path"), fmt::format("'{}' is no keeper_path", *path),
                   "write names of letters, digits, '_', '-' and '.', each behind a '/': "
                   "\"/housewright/aspects\"");
  } else if (target.url.text.starts_with("embedded:")) {
    context.Refuse(reader.Where("keeper_path"),
                   fmt::format("{} is the embedded engine, which has no Keeper", reader.name()),
                   "take keeper_path out of it");
  }
  target.keeper_path = *path;
}

void ReadLockLease(TableReader& reader, TargetConfig& target, ConfigContext& context) {
  const auto lease = reader.Duration("lock_lease");
  if (!lease) return;
  target.lock_lease = std::chrono::duration_cast<std::chrono::seconds>(*lease);
  if (target.lock_lease == *lease && *lease >= kShortestLease && *lease <= kLongestLease) return;
  context.Refuse(reader.Where("lock_lease"),
                 "'lock_lease' is a whole number of seconds between 3s and 1h",
                 "leave it out for 60s");
}

TargetConfig ReadTarget(const TomlEntry& entry, const toml::table& table, ConfigContext& context) {
  TargetConfig target;
  target.name = std::string(entry.key->str());
  target.where = context.At(*entry.key);
  const std::string name = fmt::format("[targets.{}]", target.name);
  const std::string prefix = EnvironmentName("HOUSEWRIGHT_TARGET", target.name);
  TableReader reader(table, name, context, prefix);
  if (std::optional<ConfigValue> url = reader.Value("url")) {
    CheckUrl(*url, context);
    target.url = *std::move(url);
  } else if (!table.contains("url")) {
    context.Refuse(target.where, fmt::format("{} has no url", name),
                   "write url = \"http://host:8123\" or url = \"embedded:\"");
  }
  target.user = reader.Value("user");
  target.password = reader.Value("password");
  if (target.password && !target.password->text.empty() &&
      target.password->text.find("{{") == std::string::npos) {
    SourceExcerpt where = target.password->where;
    where.line_text.clear();
    context.Warn(
        std::move(where), fmt::format("the password of {} stands in the configuration", name),
        "write password = { env = \"NAME\" } or password = { file = \"path\" }", "literal-secret");
  }
  target.ca_file = reader.Value("ca_file");
  target.client_certificate = reader.Value("client_certificate");
  target.client_key = reader.Value("client_key");
  if (const auto timeout = reader.Duration("connect_timeout")) target.connect_timeout = *timeout;
  if (const auto timeout = reader.Duration("idle_timeout")) target.idle_timeout = *timeout;
  if (const auto time = reader.Duration("retry_for")) target.retry_for = *time;
  ReadKeeperPath(reader, target, context);
  ReadLockLease(reader, target, context);
  ReadVersionTable(reader, target, context);
  if (auto services = reader.Texts("services")) {
    target.services = *std::move(services);
    target.services_where = reader.Where("services");
  }
  target.settings =
      ReadTexts(reader.Table("settings"), fmt::format("[targets.{}.settings]", target.name),
                context, prefix + "_SETTINGS");
  target.variables = ReadTexts(reader.Table("variables"),
                               fmt::format("[targets.{}.variables]", target.name), context);
  reader.RefuseOthers();
  return target;
}

// How new files are named and dated.
void ReadNaming(TableReader& reader, Config& config, ConfigContext& context) {
  if (const auto text = reader.Text("file_template")) {
    Result<FileTemplate> names = FileTemplate::Parse(*text);
    if (names) {
      config.file_template = *std::move(names);
    } else {
      context.Refuse(reader.Where("file_template"),
                     fmt::format("'{}' is no file_template: {}", *text, names.error().message()),
                     names.error().advice());
    }
  }
  if (const auto length = reader.Integer("truncate_slug_length", 1, kLongestSlug)) {
    config.truncate_slug_length = static_cast<std::size_t>(*length);
  }
  if (auto zone = reader.Text("timezone")) {
    config.timezone = *std::move(zone);
    config.timezone_where = reader.Where("timezone");
  }
}

std::optional<HookConfig> ReadHook(const toml::table& table, ConfigContext& context) {
  HookConfig hook;
  TableReader names(table, "[[hooks]]", context);
  const std::optional<std::string> name = names.Text("name");
  hook.where = names.Where("name");
  if (!name || !IsName(*name)) {
    if (name || !table.contains("name")) {
      context.Refuse(hook.where,
                     name ? fmt::format("'{}' is no name for a hook", *name) : "a hook has no name",
                     "use letters, digits, '_' and '-': name = \"format\"");
    }
    return std::nullopt;
  }
  hook.name = *name;
  TableReader reader(table, fmt::format("hook '{}'", hook.name), context,
                     EnvironmentName("HOUSEWRIGHT_HOOK", hook.name));
  // An argument may hold a comma: the environment cannot give a command.
  const auto command = reader.TextsOfFile("command");
  hook.cwd = reader.Text("cwd");
  reader.Know("name");
  reader.RefuseOthers();
  if (command && !command->front().empty()) {
    hook.command = *command;
    return hook;
  }
  if (command || !table.contains("command")) {
    context.Refuse(hook.where, fmt::format("the hook '{}' has no command", hook.name),
                   "write command = [\"program\", \"{file}\"]");
  }
  return std::nullopt;
}

std::string WithoutTrailingSlashes(std::string directory) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  return directory;
}

ServiceConfig ReadService(const TomlEntry& entry, const toml::table& table,
                          ConfigContext& context) {
  ServiceConfig service;
  service.name = entry.key->str();
  service.where = context.At(*entry.key);
  TableReader reader(table, fmt::format("[services.{}]", service.name), context,
                     EnvironmentName("HOUSEWRIGHT_SERVICE", service.name));
  std::optional<std::string> one = reader.Text("directory");
  std::optional<std::vector<std::string>> several = reader.Texts("directories");
  service.recursive = reader.Flag("recursive").value_or(false);
  reader.RefuseOthers();
  if (one && several) {
    context.Refuse(reader.Where("directories"),
                   fmt::format("{} has both directory and directories", reader.name()),
                   "move the one into the list; new revisions go to the first of it");
  }
  if (!several) several = {one.value_or("services/" + service.name)};
  for (std::string& directory : *several) {
    service.directories.push_back(WithoutTrailingSlashes(std::move(directory)));
  }
  service.directory = service.directories.front();
  return service;
}

}  // namespace

SourceExcerpt ReadProject(const toml::table* table, Config& config, ConfigContext& context) {
  config.state_database.text = "default";
  config.state_database.where.file = config.path;
  config.state_database.where.line = 1;
  config.state_database.where.column = 1;
  config.name = std::string(FileName(config.root));
  TableReader reader(TableOrNone(table), "[project]", context, "HOUSEWRIGHT_PROJECT");
  if (std::optional<std::string> name = reader.Text("name")) config.name = *std::move(name);
  if (auto database = reader.Value("state_database")) config.state_database = *std::move(database);
  if (auto journal = reader.Text("journal_table")) {
    config.journal_table = *std::move(journal);
    if (!IsVariableName(config.journal_table)) {
      context.Refuse(reader.Where("journal_table"),
                     fmt::format("'{}' is no name for a table", config.journal_table),
                     "use letters, digits and '_'; the database is [project] state_database");
    }
  }
  if (auto target = reader.Text("default_target")) config.default_target = *std::move(target);
  if (auto bootstrap = reader.Text("bootstrap")) {
    config.bootstrap_directory = *std::move(bootstrap);
    config.bootstrap_where = reader.Where("bootstrap");
  }
  config.revoke_withdrawn = reader.Flag("revoke_withdrawn").value_or(false);
  ReadNaming(reader, config, context);
  config.env_file = reader.Text("env_file");
  reader.RefuseOthers();
  return config.default_target.empty() ? SourceExcerpt{} : reader.Where("default_target");
}

void ReadServices(const toml::table* table, Config& config, ConfigContext& context) {
  if (table == nullptr) return;
  for (const TomlEntry& entry : EntriesInOrder(*table)) {
    const toml::table* service_table = TableOf(entry, "services", context);
    if (!CheckName(entry, "service", context) || service_table == nullptr) continue;
    config.services.push_back(ReadService(entry, *service_table, context));
  }
}

void ReadVariables(const toml::table* table, Config& config, ConfigContext& context) {
  if (table == nullptr) return;
  for (const TomlEntry& entry : EntriesInOrder(*table)) {
    if (!IsVariableName(entry.key->str())) {
      context.Refuse(context.At(*entry.key),
                     fmt::format("'{}' is no name for a variable", entry.key->str()),
                     "use letters, digits and '_', and no digit first");
      continue;
    }
    config.variables.push_back(ReadVariable(entry, context));
  }
}

void ReadTargets(const toml::table* table, Config& config, ConfigContext& context) {
  if (table == nullptr) return;
  for (const TomlEntry& entry : EntriesInOrder(*table)) {
    const toml::table* target_table = TableOf(entry, "targets", context);
    if (!CheckName(entry, "target", context) || target_table == nullptr) continue;
    config.targets.push_back(ReadTarget(entry, *target_table, context));
  }
}

void ReadEngine(const toml::table* table, Config& config, ConfigContext& context) {
  if (table == nullptr) return;
  TableReader reader(*table, "[engine]", context);
  config.engine_library = reader.Text("library");
  // A path in the environment is not relative to the configuration: whoever starts the engine
  // reads it there.
  if (NonEmpty(context.environment(), "HOUSEWRIGHT_ENGINE_LIBRARY")) config.engine_library.reset();
  reader.RefuseOthers();
}

void ReadHooks(const toml::array* array, Config& config, ConfigContext& context) {
  if (array == nullptr) return;
  for (const toml::node& node : *array) {
    std::optional<HookConfig> hook = ReadHook(*node.as_table(), context);
    if (!hook) continue;
    if (std::ranges::find(config.hooks, hook->name, &HookConfig::name) != config.hooks.end()) {
      context.Refuse(hook->where, fmt::format("there are two hooks named '{}'", hook->name),
                     "give one of them another name");
      continue;
    }
    config.hooks.push_back(*std::move(hook));
  }
}

}  // namespace housewright::project
