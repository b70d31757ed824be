#include "cli/project_templates.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace housewright::cli {
namespace {

constexpr std::string_view kGeneric = "generic";
constexpr std::string_view kServices = "services";
constexpr std::string_view kMultidb = "multidb";
constexpr std::string_view kCi = "ci";

// The same texts as examples/ci, which a test runs.
constexpr const char* kGithubActions =
    R"(# .github/workflows/housewright.yml: checks revisions on every push, without a server.
name: housewright
on:
  push:
  pull_request:

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install Housewright
        run: sudo apt-get install --yes ./housewright.deb  # yours to fill in
      - name: Check the project, warnings too
        run: housewright check --strict
      - name: Released revisions are as they were
        run: housewright verify
      - name: Every revision renders
        run: housewright upgrade --sql > upgrade.sql
)";
constexpr const char* kGitlabCi =
    R"(# .gitlab-ci.yml: checks revisions on every push, without a server.
housewright:
  stage: test
  image: debian:bookworm-slim
  before_script:
    - apt-get update && apt-get install --yes ./housewright.deb  # yours to fill in
  script:
    - housewright check --strict
    - housewright verify
    - housewright upgrade --sql > upgrade.sql
  artifacts:
    paths:
      - upgrade.sql
)";

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

std::string VariableOf(const std::string& service) { return DatabaseName(service) + "_database"; }

std::string ServiceSections(const std::vector<std::string>& services) {
  std::string sections;
  for (const std::string& service : services) {
    sections += fmt::format("[services.{}]  # services/{}/*.sql\n", service, service);
  }
  return sections;
}

std::string OneDatabaseConfig(const std::string& name, const std::vector<std::string>& services) {
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
                     name, DatabaseName(name), ServiceSections(services));
}

std::string MultidbConfig(const std::string& name, const std::vector<std::string>& services) {
  std::string text = fmt::format(R"(# What Housewright needs to know of this project.

[project]
name = "{}"
# The database that holds the journal of what was applied, on each target. bootstrap/ creates it.
state_database = "housewright"

{}
[variables]
)",
                                 name, ServiceSections(services));
  for (const std::string& service : services) {
    text += fmt::format("{} = \"{}\"\n", VariableOf(service), DatabaseName(service));
  }
  text +=
      "\n# One target for each database. `--target NAME` runs one of them, `--all-targets` all in "
      "this "
      "order.\n";
  for (const std::string& service : services) {
    text += fmt::format(
        "[targets.{0}]\nurl = \"embedded:.housewright/{0}\"\nservices = [\"{0}\"]\n\n", service);
  }
  text.pop_back();
  return text;
}

std::string BootstrapText(const std::vector<std::string>& databases) {
  std::string text =
      "-- The initial SQL: databases, users, grants. It runs before the revisions, with a user "
      "that may\n-- do what it does, and must be repeatable.\n";
  for (const std::string& database : databases) {
    text += fmt::format("CREATE DATABASE IF NOT EXISTS {};\n", database);
  }
  return text;
}

std::vector<std::string> DatabasesOf(const ProjectTemplate& chosen,
                                     const std::vector<std::string>& services) {
  if (chosen.name != kMultidb) return {"{{ database }}"};
  std::vector<std::string> databases = {"housewright"};
  for (const std::string& service : services) {
    databases.push_back(fmt::format("{{{{ {} }}}}", VariableOf(service)));
  }
  return databases;
}

std::string ReadmeText(const std::string& name, bool several_targets) {
  const std::string deploy =
      several_targets ? "housewright deploy --all-targets" : "housewright deploy";
  const std::string downgrade =
      several_targets ? "housewright downgrade -1 --target NAME" : "housewright downgrade -1";
  return fmt::format(R"(# {0}

ClickHouse schema revisions, run by Housewright.

- `housewright.toml`: services, variables, targets
- `bootstrap/`: the initial SQL (databases, users, grants); repeatable
- `services/<service>/`: the revisions, one SQL file each, with a way up and a way down

```sh
housewright revision -m "Create the events table"   # writes the next file; fill it in
housewright check                                    # all mistakes at once, without a server
{1:<52} # bootstrap, then apply what is pending
housewright history
{2}
```
)",
                     name, deploy, downgrade);
}

// The first revision of a service: a table, and of every service but the first one that needs it.
NewFile FirstRevision(const std::vector<std::string>& services, std::size_t number) {
  const std::string& service = services[number];
  const std::string table = DatabaseName(service);
  const std::string id = fmt::format("{:04}", number + 1);
  const std::string depends = number == 0 ? "" : "-- depends_on: 0001\n";
  return {fmt::format("services/{}/{}_create_{}.sql", service, id, ToLower(table)),
          fmt::format("-- revision: {0}\n-- down_revision: none\n{1}-- message: Create {2}\n\n"
                      "-- +upgrade\nCREATE TABLE {{{{ database }}}}.{3} (id UInt64, at DateTime)\n"
                      "ENGINE = MergeTree ORDER BY (at, id);\n\n"
                      "-- +downgrade\nDROP TABLE {{{{ database }}}}.{3};\n",
                      id, depends, service, table)};
}

}  // namespace

std::span<const ProjectTemplate> ProjectTemplates() {
  static const std::vector<ProjectTemplate> templates = {
      {kGeneric, "one service and one database, on the embedded engine", {"app"}},
      {kServices,
       "several services, each with its first revision; the later ones need the first",
       {"events", "reports"}},
      {kMultidb, "a database and a target of its own for each service", {"events", "billing"}},
      {kCi, "as generic, with checks for GitHub Actions and GitLab CI", {"app"}}};
  return templates;
}

const ProjectTemplate* FindProjectTemplate(std::string_view name) {
  const auto templates = ProjectTemplates();
  const auto found = std::ranges::find(templates, name, &ProjectTemplate::name);
  return found == templates.end() ? nullptr : &*found;
}

std::vector<NewFile> FilesOf(const ProjectTemplate& chosen, const std::string& project,
                             const std::vector<std::string>& services) {
  const bool multidb = chosen.name == kMultidb;
  std::vector<NewFile> files = {
      {"housewright.toml",
       multidb ? MultidbConfig(project, services) : OneDatabaseConfig(project, services)},
      {"bootstrap/0001_databases.sql", BootstrapText(DatabasesOf(chosen, services))},
  };
  for (std::size_t i = 0; i < services.size(); ++i) {
    files.push_back(chosen.name == kServices
                        ? FirstRevision(services, i)
                        : NewFile{fmt::format("services/{}/.gitkeep", services[i]), ""});
  }
  files.push_back({"README.md", ReadmeText(project, multidb)});
  files.push_back({".gitignore", ".housewright/\n.secrets/\n"});
  if (chosen.name == kCi) {
    files.push_back({".github/workflows/housewright.yml", kGithubActions});
    files.push_back({".gitlab-ci.yml", kGitlabCi});
  }
  return files;
}

}  // namespace housewright::cli
