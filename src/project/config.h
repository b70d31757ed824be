#pragma once

// housewright.toml as typed values. Reading it never resolves a variable, reads a secret or touches
// the environment but for the overrides that are passed in.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "base/source_text.h"
#include "project/environment.h"
#include "project/file_template.h"

namespace housewright::project {

// What a bare `{{ name }}`, outside quotes, becomes. Inside a quoted string or identifier every
// kind is escaped for its place.
enum class VariableKind : std::uint8_t {
  kIdentifier,  // quoted as an identifier where needed; the default
  kString,      // a string literal; the default for secrets
  kNumber,      // checked to be a number, written as it is
  kRaw,         // written as it is; must hold no semicolon outside quotes
};

struct VariableDeclaration {
  std::string name;
  VariableKind kind = VariableKind::kIdentifier;
  bool secret = false;
  // Where the value comes from, first that is set: -x name=value, environment
  // HOUSEWRIGHT_VAR_<name> (upper case), `env`, `file`, the target's [targets.T.variables],
  // `default`.
  std::optional<std::string> default_value;
  std::optional<std::string> env;  // name of an environment variable
  std::optional<std::string>
      file;  // path relative to the configuration; one trailing line end is not part of the value
  std::string description;
  SourceExcerpt where;
};

struct ServiceConfig {
  std::string name;
  // Where new revisions go: the first of `directories`.
  std::string directory;
  // All that hold its revisions, relative to the configuration; default services/<name>.
  std::vector<std::string> directories = {};
  bool recursive = false;  // sub-directories hold revisions, too
  SourceExcerpt where;
};

// A value of the configuration that may hold `{{ name }}`, or comes from the environment or a file
// instead.
struct ConfigValue {
  std::string text;  // literal, with templates
  std::optional<std::string> env;
  std::optional<std::string> file;
  SourceExcerpt where;
};

struct TargetConfig {
  std::string name;
  ConfigValue url;  // http://host:8123, https://host:8443, embedded:PATH (relative to the
                    // configuration), embedded:
  std::optional<ConfigValue> user;
  std::optional<ConfigValue> password;
  std::optional<ConfigValue> ca_file, client_certificate, client_key;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{300'000};  // no byte from the server for so long
  // For so long a statement is sent again where the server refuses it for a cause that passes.
  std::chrono::milliseconds retry_for{120'000};
  // Whole seconds: so long after its last renewal a run's lock is kept from others.
  std::chrono::seconds lock_lease{60};
  std::map<std::string, std::string> settings;   // sent with every statement
  std::map<std::string, std::string> variables;  // override defaults
  std::vector<std::string> services;             // whose revisions run there; empty: all services'
  SourceExcerpt services_where;
  // Journal and lock are KeeperMap tables, with their data below this path; empty: they are tables
  // of one server (docs/design/journal.md).
  std::string keeper_path;
  // `url` leads to the same server each time. Always so without a keeper_path.
  bool single_server = true;
  // The table of Alembic's that runs keep up to date (version_table.h), and whether they make it.
  std::optional<ConfigValue> alembic_version;
  bool create_alembic_version = false;
  SourceExcerpt where;
};

// A program that is run on each revision file that a command writes.
struct HookConfig {
  std::string name;
  std::vector<std::string> command;  // program and arguments; {file} is the file's path
  std::optional<std::string> cwd;    // relative to the configuration; its root if not given
  SourceExcerpt where;
};

struct Config {
  std::string name;                                   // [project] name
  std::string path;                                   // of housewright.toml as it was given
  std::string root;                                   // its directory
  ConfigValue state_database;                         // [project] state_database; default "default"
  std::string journal_table = "housewright_journal";  // [project] journal_table
  std::string bootstrap_directory = "bootstrap";
  // Set where [project] bootstrap names it: the directory must then be there.
  std::optional<SourceExcerpt> bootstrap_where;
  bool revoke_withdrawn = false;          // [project] revoke_withdrawn
  FileTemplate file_template;             // [project] file_template
  std::size_t truncate_slug_length = 40;  // [project] truncate_slug_length, in bytes
  // [project] timezone, of `created` and the file names of new revisions: "UTC", "local", an offset
  // such as "+02:00", or a name of the system's time zone database.
  std::string timezone = "UTC";
  SourceExcerpt timezone_where;
  std::optional<std::string> env_file;  // [project] env_file, relative to the configuration
  std::vector<HookConfig> hooks;        // in the order of the file
  std::vector<ServiceConfig> services;  // in the order of the file
  std::vector<VariableDeclaration> variables;
  std::vector<TargetConfig> targets;
  std::string
      default_target;  // [project] default_target; the only target where there is one; else empty
  std::optional<std::string> engine_library;  // [engine] library

  const VariableDeclaration* FindVariable(std::string_view variable) const;
  const ServiceConfig* FindService(std::string_view service) const;
  const TargetConfig* FindTarget(std::string_view target) const;
};

struct ParsedConfig {
  std::optional<Config> config;  // absent where the TOML itself cannot be parsed
  Diagnostics diagnostics;  // syntax (line and caret), unknown keys (with the nearest known), wrong
                            // types, bad names
};

// Pure; `source` is the text of the file. A setting that `environment` has is taken from there: the
// variable's name is HOUSEWRIGHT_, the section and the key (docs/reference/configuration.md).
ParsedConfig ParseConfig(const SourceText& source, const Environment& environment = {});

// Looks for housewright.toml in `directory` and its parents. kNotFound says where it looked and
// names `housewright init`.
Result<std::string> FindConfig(const FileSystem& files, const std::string& directory);

}  // namespace housewright::project
