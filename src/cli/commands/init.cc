#include "cli/commands/init.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/render/json.h"

namespace housewright::cli {
namespace {

struct NewFile {
  std::string path;  // relative to the project
  std::string text;
};

// A name that is an identifier in SQL without quotes.
std::string DatabaseName(std::string_view name) {
  std::string database;
  for (const char c : ToLower(name)) {
    const bool usable = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    database += usable ? c : '_';
  }
  const bool begins_well = !database.empty() && !(database[0] >= '0' && database[0] <= '9');
  return begins_well ? database : "db_" + database;
}

std::string ConfigText(const std::string& name, const std::vector<std::string>& services) {
  std::string sections;
  for (const std::string& service : services) {
    sections += fmt::format("[services.{}]  # services/{}/*.sql\n", service, service);
  }
  return fmt::format(R"(# What Housewright needs to know of this project.

[project]
name = "{0}"
# The database that holds the journal of what was applied. bootstrap/ creates it.
state_database = "{{{{ database }}}}"
default_target = "local"

{2}
[variables]
# In SQL: {{{{ database }}}}. Another value: -x database=NAME, HOUSEWRIGHT_VAR_DATABASE, or
# [targets.T.variables].
database = "{1}"
# A secret: reader_password = {{ secret = true, env = "READER_PASSWORD" }}

[targets.local]
# The built-in ClickHouse engine, with its data in this directory.
url = "embedded:.housewright/local"

# [targets.production]
# url = "https://clickhouse.example.com:8443"
# user = "migrator"
# password = {{ env = "CLICKHOUSE_PASSWORD" }}
)",
                     name, DatabaseName(name), sections);
}

std::string ReadmeText(const std::string& name) {
  return fmt::format(R"(# {}

ClickHouse schema revisions, run by Housewright.

- `housewright.toml`: services, variables, targets
- `bootstrap/`: the initial SQL (databases, users, grants); repeatable
- `services/<service>/`: the revisions, one SQL file each, with a way up and a way down

```sh
housewright revision -m "Create the events table"   # writes the next file; fill it in
housewright check                                    # all mistakes at once, without a server
housewright deploy                                   # bootstrap, then apply what is pending
housewright history
housewright downgrade -1
```
)",
                     name);
}

std::vector<NewFile> FilesOf(const std::string& name, const std::vector<std::string>& services) {
  std::vector<NewFile> files = {
      {"housewright.toml", ConfigText(name, services)},
      {"bootstrap/0001_databases.sql",
       "-- The initial SQL: databases, users, grants. It runs before the revisions, with a user "
       "that may\n-- do what it does, and must be repeatable.\n"
       "CREATE DATABASE IF NOT EXISTS {{ database }};\n"},
  };
  for (const std::string& service : services) {
    files.push_back({fmt::format("services/{}/.gitkeep", service), ""});
  }
  files.push_back({"README.md", ReadmeText(name)});
  files.push_back({".gitignore", ".housewright/\n.secrets/\n"});
  return files;
}

Result<void> CheckServiceNames(const std::vector<std::string>& services) {
  for (const std::string& service : services) {
    const bool good =
        !service.empty() && service[0] != '-' && std::ranges::all_of(service, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '_' || c == '-';
        });
    if (!good) {
      return Fail(Error(ErrorCode::kUsage, fmt::format("'{}' is no name for a service", service))
                      .WithAdvice("use letters, digits, '_' and '-'"));
    }
  }
  return {};
}

// A directory that is not empty is taken only where it is a project already, or holds nothing but
// what version control put there.
Result<void> CheckDirectory(const FileSystem& files, const std::string& directory) {
  if (!files.Exists(directory)) return {};
  if (!files.IsDirectory(directory)) {
    return Fail(ErrorCode::kConflict, fmt::format("'{}' is there and is no directory", directory));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files.List(directory));
  if (std::ranges::find(names, "housewright.toml") != names.end()) return {};
  static constexpr std::array<std::string_view, 5> kHarmless = {".git/", ".gitignore", "README.md",
                                                                "LICENSE", ".gitattributes"};
  for (const std::string& name : names) {
    if (std::ranges::find(kHarmless, name) == kHarmless.end()) {
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("'{}' is not empty: it holds '{}'", directory, name))
                      .WithAdvice("name a new directory: `housewright init DIR`"));
    }
  }
  return {};
}

}  // namespace

Outcome<Status> Execute(const InitOptions& options, Context& context) {
  FileSystem& files = context.io.files;
  std::vector<std::string> services = options.services;
  if (services.empty()) services.emplace_back("app");
  TRY(CheckServiceNames(services));
  std::string directory = options.directory;
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  const std::string absolute = JoinPath(files.CurrentDirectory(), directory);
  TRY(CheckDirectory(files, absolute));
  const std::string name(FileName(absolute));
  std::vector<std::string> written;
  std::vector<std::string> kept;
  for (const NewFile& file : FilesOf(name, services)) {
    const std::string path = JoinPath(absolute, file.path);
    if (files.Exists(path)) {
      kept.push_back(file.path);
      continue;
    }
    TRY(files.CreateDirectories(std::string(ParentPath(path))));
    TRY(files.WriteNew(path, file.text));
    written.push_back(file.path);
  }
  if (context.json()) {
    context.io.out << InitJson(directory, written, kept);
    return Status::kDone;
  }
  for (const std::string& path : written)
    context.io.out << "wrote " << JoinPath(directory, path) << '\n';
  for (const std::string& path : kept)
    context.io.out << "kept  " << JoinPath(directory, path) << '\n';
  context.talk.Say(fmt::format("next: {}housewright revision -m \"...\"",
                               directory == "." ? "" : fmt::format("cd {} && ", directory)));
  return Status::kDone;
}

}  // namespace housewright::cli
