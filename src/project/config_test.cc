#include "project/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project/config_reader.h"
#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string Findings(std::string text) {
  return TextOf(ParseConfig(SourceText("housewright.toml", std::move(text))).diagnostics);
}

TEST(Config, ReadsEveryKey) {
  const Config config = ConfigOf(R"([project]
name = "aspects"
state_database = "{{ xapi_database }}"
journal_table = "journal"
default_target = "embedded"
bootstrap = "initial"
[services.xapi]
directory = "services/statements/"
[services.vector]
[variables]
xapi_database = "xapi"
pii_lifetime = { default = 120, kind = "number", description = "seconds" }
admin_user = { kind = "string", default = "ch_admin" }
admin_password = { secret = true, env = "ADMIN_PASSWORD", file = ".secrets/admin" }
cluster = true
[targets.production]
url = "https://clickhouse.example.org:8443"
user = "{{ admin_user }}"
password = { env = "CH_PASSWORD" }
ca_file = "ca.pem"
client_certificate = "client.pem"
client_key = { file = "key" }
connect_timeout = "500ms"
idle_timeout = "10m"
retry_for = "0s"
lock_lease = "2m"
[targets.production.settings]
max_execution_time = 0
[targets.production.variables]
xapi_database = "xapi_prod"
[targets.embedded]
url = "embedded:.housewright/engine"
[engine]
library = "lib/libchdb.so"
)");
  EXPECT_EQ(config.name, "aspects");
  EXPECT_EQ(config.root, ".");
  EXPECT_EQ(config.state_database.text, "{{ xapi_database }}");
  EXPECT_EQ(config.journal_table, "journal");
  EXPECT_EQ(config.default_target, "embedded");
  EXPECT_EQ(config.bootstrap_directory, "initial");
  EXPECT_EQ(config.bootstrap_where->line, 6U);
  ASSERT_EQ(config.services.size(), 2U);
  EXPECT_EQ(config.services[0].name, "xapi");  // in the order of the file
  EXPECT_EQ(config.services[0].directory, "services/statements");
  EXPECT_EQ(config.FindService("vector")->directory, "services/vector");
  EXPECT_EQ(config.FindVariable("pii_lifetime")->kind, VariableKind::kNumber);
  EXPECT_EQ(config.FindVariable("pii_lifetime")->default_value, "120");
  EXPECT_EQ(config.FindVariable("pii_lifetime")->description, "seconds");
  EXPECT_EQ(config.FindVariable("cluster")->default_value, "true");
  const VariableDeclaration& secret = *config.FindVariable("admin_password");
  EXPECT_TRUE(secret.secret);
  EXPECT_EQ(secret.kind, VariableKind::kString);
  EXPECT_EQ(secret.env, "ADMIN_PASSWORD");
  EXPECT_EQ(secret.file, ".secrets/admin");
  EXPECT_EQ(secret.default_value, std::nullopt);
  const TargetConfig& target = *config.FindTarget("production");
  EXPECT_EQ(target.url.text, "https://clickhouse.example.org:8443");
  EXPECT_EQ(target.user->text, "{{ admin_user }}");
  EXPECT_EQ(target.password->env, "CH_PASSWORD");
  EXPECT_EQ(target.ca_file->text, "ca.pem");
  EXPECT_EQ(target.client_key->file, "key");
  EXPECT_EQ(target.connect_timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(target.idle_timeout, std::chrono::minutes(10));
  EXPECT_EQ(target.retry_for, std::chrono::milliseconds(0));
  EXPECT_EQ(target.lock_lease, std::chrono::seconds(120));
  EXPECT_THAT(target.settings, ElementsAre(Pair("max_execution_time", "0")));
  EXPECT_THAT(target.variables, ElementsAre(Pair("xapi_database", "xapi_prod")));
  EXPECT_EQ(config.engine_library, "lib/libchdb.so");
}

TEST(Config, ReadsHowRevisionsAreNamed) {
  const Config config = ConfigOf(
      "[project]\nfile_template = \"{rev}-{slug}\"\ntruncate_slug_length = 20\n"
      "timezone = \"Europe/Berlin\"\n");
  EXPECT_EQ(config.file_template.text(), "{rev}-{slug}");
  EXPECT_EQ(config.truncate_slug_length, 20U);
  EXPECT_EQ(config.timezone, "Europe/Berlin");
  EXPECT_EQ(config.timezone_where.line, 4U);
  EXPECT_EQ(ConfigOf("").file_template.text(), "{rev}_{slug}");
  EXPECT_EQ(ConfigOf("").timezone, "UTC");
}

TEST(Config, RefusesNamingAndDirectoriesThatCannotWork) {
  EXPECT_EQ(
      Findings(R"([project]
file_template = "{slug}"
truncate_slug_length = 0
[services.a]
directories = ["x", "y"]
[services.b]
directories = ["z", "w/y"]
recursive = true
[services.c]
directories = []
[services.d]
directory = "d"
directories = ["d", "e", "d"]
[services.h]
directories = "h"
[services.f]
directories = ["f", 1]
[services.g]
directory = "z/deep"
)"),
      R"([config] error: '{slug}' is no file_template: {rev} must stand in it once: the name of a file tells its revision
  --> housewright.toml:2:17
  2 | file_template = "{slug}"
    |                 ^^^^^^^^
  next: write {rev}_{slug}, or {year}_{month}_{day}_{rev}_{slug}
[config] error: 'truncate_slug_length' in [project] must be from 1 to 180
  --> housewright.toml:3:24
  3 | truncate_slug_length = 0
    |                        ^
  next: write truncate_slug_length = 1, or another number up to 180
[config] error: 'directories' in [services.c] is empty
  --> housewright.toml:10:15
  10 | directories = []
     |               ^^
  next: name at least one, or leave directories out
[config] error: the service 'd' has the files of 'd' twice
  --> housewright.toml:11:11
  11 | [services.d]
     |           ^
  next: name each directory once, and none that a recursive one holds
[config] error: [services.d] has both directory and directories
  --> housewright.toml:13:15
  13 | directories = ["d", "e", "d"]
     |               ^^^^^^^^^^^^^^^
  next: move the one into the list; new revisions go to the first of it
[config] error: 'directories' in [services.h] is a string, not an array of strings
  --> housewright.toml:15:15
  15 | directories = "h"
     |               ^^^
  next: write directories = ["..."]
[config] error: an item of 'directories' in [services.f] is an integer, not a string
  --> housewright.toml:17:21
  17 | directories = ["f", 1]
     |                     ^
  next: write directories = ["..."]
[config] error: the services 'b' and 'g' share the directory 'z/deep'
  --> housewright.toml:18:11
  18 | [services.g]
     |           ^
  next: give each service a directory of its own
)");
}

TEST(Config, SubdirectoriesInTheTemplateNeedARecursiveService) {
  EXPECT_EQ(
      Findings("[project]\nfile_template = \"{year}/{rev}\"\n[services.a]\n"
               "[services.b]\nrecursive = true\n"),
      R"([config] error: file_template '{year}/{rev}' makes sub-directories, which service 'a' does not read
  --> housewright.toml:3:11
  3 | [services.a]
    |           ^
  next: write recursive = true in [services.a], or a file_template without '/'
)");
}

TEST(Config, ReadsHooksAndRefusesThoseThatCannotRun) {
  const Config config = ConfigOf(
      "[[hooks]]\nname = \"format\"\ncommand = [\"sqlfmt\", \"{file}\"]\ncwd = \"tools\"\n"
      "[[hooks]]\nname = \"add\"\ncommand = [\"git\", \"add\", \"{file}\"]\n");
  ASSERT_EQ(config.hooks.size(), 2U);
  EXPECT_EQ(config.hooks[0].name, "format");
  EXPECT_THAT(config.hooks[0].command, ElementsAre("sqlfmt", "{file}"));
  EXPECT_EQ(config.hooks[0].cwd, "tools");
  EXPECT_EQ(config.hooks[1].cwd, std::nullopt);
  EXPECT_EQ(Findings(R"([[hooks]]
command = ["x"]
[[hooks]]
name = "a b"
[[hooks]]
name = "a"
[[hooks]]
name = "b"
command = "sh -c x"
[[hooks]]
name = "c"
command = ["x"]
shell = true
[[hooks]]
name = "c"
command = ["x"]
)"),
            R"([config] error: a hook has no name
  --> housewright.toml:1:1
  1 | [[hooks]]
    | ^^^^^^^^^
  next: use letters, digits, '_' and '-': name = "format"
[config] error: 'a b' is no name for a hook
  --> housewright.toml:4:8
  4 | name = "a b"
    |        ^^^^^
  next: use letters, digits, '_' and '-': name = "format"
[config] error: the hook 'a' has no command
  --> housewright.toml:6:8
  6 | name = "a"
    |        ^^^
  next: write command = ["program", "{file}"]
[config] error: 'command' in hook 'b' is a string, not an array of strings
  --> housewright.toml:9:11
  9 | command = "sh -c x"
    |           ^^^^^^^^^
  next: write command = ["..."]
[config] error: unknown key 'shell' in hook 'c'
  --> housewright.toml:13:1
  13 | shell = true
     | ^^^^^
  next: the keys of hook 'c' are command, cwd, name
[config] error: there are two hooks named 'c'
  --> housewright.toml:15:8
  15 | name = "c"
     |        ^^^
  next: give one of them another name
)");
}

TEST(Config, AnEmptyFileIsAllDefaults) {
  const Config config = ConfigOf("");
  EXPECT_EQ(config.state_database.text, "default");
  EXPECT_EQ(config.journal_table, "housewright_journal");
  EXPECT_EQ(config.bootstrap_directory, "bootstrap");
  EXPECT_FALSE(config.bootstrap_where);
  EXPECT_EQ(config.default_target, "");
}

TEST(Config, TheOnlyTargetIsTheDefault) {
  EXPECT_EQ(ConfigOf("[targets.here]\nurl = \"embedded:\"\n").default_target, "here");
}

TEST(Config, SyntaxErrorHasLineAndCaret) {
  const ParsedConfig parsed =
      ParseConfig(SourceText("housewright.toml", "[project]\nname = \"aspects\nx = 1\n"));
  EXPECT_FALSE(parsed.config);
  EXPECT_EQ(
      TextOf(parsed.diagnostics),
      R"([config] error: not valid TOML: error while parsing string: unescaped control characters other than TAB (U+0009) are explicitly prohibited
  --> housewright.toml:2:16
  2 | name = "aspects
    |                ^
  next: mend the line; https://toml.io describes the syntax
)");
}

TEST(Config, UnknownKeysNameTheNearest) {
  EXPECT_EQ(Findings(R"([project]
nam = "x"
[service.xapi]
[targets.a]
url = "embedded:"
colour = 1
)"),
            R"([config] error: unknown key 'nam' in [project]
  --> housewright.toml:2:1
  2 | nam = "x"
    | ^^^
  next: did you mean 'name'?
[config] error: unknown key 'service' in the configuration
  --> housewright.toml:3:2
  3 | [service.xapi]
    |  ^^^^^^^
  next: did you mean 'services'?
[config] error: unknown key 'colour' in [targets.a]
  --> housewright.toml:6:1
  6 | colour = 1
    | ^^^^^^
  next: the keys of [targets.a] are url, user, password, ca_file, client_certificate, client_key, connect_timeout, idle_timeout, retry_for, keeper_path, single_server, lock_lease, alembic_version, create_alembic_version, services, settings, variables
)");
}

TEST(Config, WrongTypesSayWhatIsThereAndWhatIsWanted) {
  EXPECT_EQ(Findings(R"([project]
name = 1
[services]
xapi = "dir"
[variables]
a = [1]
b = { secret = "yes" }
[targets.a]
url = 8123
connect_timeout = 10
idle_timeout = "10 parsecs"
)"),
            R"([config] error: 'name' in [project] is an integer, not a string
  --> housewright.toml:2:8
  2 | name = 1
    |        ^
  next: write name = "..."
[config] error: 'xapi' in [services] is a string, not a table
  --> housewright.toml:4:8
  4 | xapi = "dir"
    |        ^^^^^
  next: give it a section of its own: [services.xapi]
[config] error: 'a' in [variables] is an array, not a value or a table
  --> housewright.toml:6:5
  6 | a = [1]
    |     ^^^
  next: write a = "value" or a = { default = "value" }
[config] error: 'secret' in variable 'b' is a string, not a boolean
  --> housewright.toml:7:16
  7 | b = { secret = "yes" }
    |                ^^^^^
  next: write secret = true or secret = false
[config] error: 'url' in [targets.a] is an integer, not a string
  --> housewright.toml:9:7
  9 | url = 8123
    |       ^^^^
  next: write url = "...", url = { env = "NAME" } or url = { file = "path" }
[config] error: 'connect_timeout' in [targets.a] is an integer, not a duration
  --> housewright.toml:10:19
  10 | connect_timeout = 10
     |                   ^^
  next: write a whole number with its unit, ms, s, m or h: connect_timeout = "10s"
[config] error: 'idle_timeout' in [targets.a] is no duration: '10 parsecs'
  --> housewright.toml:11:16
  11 | idle_timeout = "10 parsecs"
     |                ^^^^^^^^^^^^
  next: write a whole number with its unit, ms, s, m or h: idle_timeout = "10s"
)");
}

TEST(Config, RefusesALeaseThatNoRunCouldKeep) {
  for (const char* lease : {"2s", "61m", "3500ms"}) {
    EXPECT_EQ(
        Findings(fmt::format("[targets.a]\nurl = \"embedded:\"\nlock_lease = \"{}\"\n", lease)),
        fmt::format(R"([config] error: 'lock_lease' is a whole number of seconds between 3s and 1h
  --> housewright.toml:3:14
  3 | lock_lease = "{}"
    |              {}
  next: leave it out for 60s
)",
                    lease, std::string(std::string_view(lease).size() + 2, '^')));
  }
}

TEST(Config, RefusesBadNames) {
  EXPECT_EQ(
      Findings("[services.\"a b\"]\n[variables]\n1st = 1\n[targets.\"\"]\nurl = \"embedded:\"\n"
               "[project]\njournal_table = \"a.b\"\n"),
      R"([config] error: 'a b' is no name for a service
  --> housewright.toml:1:11
  1 | [services."a b"]
    |           ^^^^^
  next: use letters, digits, '_' and '-'
[config] error: '1st' is no name for a variable
  --> housewright.toml:3:1
  3 | 1st = 1
    | ^^^
  next: use letters, digits and '_', and no digit first
[config] error: '' is no name for a target
  --> housewright.toml:4:10
  4 | [targets.""]
    |          ^^
  next: use letters, digits, '_' and '-'
[config] error: 'a.b' is no name for a table
  --> housewright.toml:7:17
  7 | journal_table = "a.b"
    |                 ^^^^^
  next: use letters, digits and '_'; the database is [project] state_database
)");
}

TEST(Config, RefusesUrlsThatCannotBeUsed) {
  EXPECT_EQ(Findings("[targets.a]\nurl = \"http://me:secret@host:8123\"\n[targets.b]\n"
                     "url = \"clickhouse://host\"\n[targets.c]\nuser = \"x\"\n"),
            R"([config] error: a url must not hold a user or password
  --> housewright.toml:2:7
  next: write user = "..." and password = { env = "NAME" } beside it
[config] error: the url is none that housewright can use
  --> housewright.toml:4:7
  4 | url = "clickhouse://host"
    |       ^^^^^^^^^^^^^^^^^^^
  next: write http://host:8123, https://host:8443, embedded:PATH or embedded:
[config] error: [targets.c] has no url
  --> housewright.toml:5:10
  5 | [targets.c]
    |          ^
  next: write url = "http://host:8123" or url = "embedded:"
)");
}

TEST(Config, WarnsOfSecretsInTheFileWithoutShowingThem) {
  const std::string findings = Findings(
      "[variables]\npw = { secret = true, default = \"hunter2\" }\n[targets.a]\n"
      "url = \"embedded:\"\npassword = \"hunter2\"\n[targets.b]\nurl = \"embedded:\"\n"
      "password = \"{{ pw }}\"\n");
  EXPECT_EQ(findings, R"([literal-secret] warning: the secret 'pw' stands in the configuration
  --> housewright.toml:2:33
  next: take it from env = "NAME" or file = "path" instead
[literal-secret] warning: the password of [targets.a] stands in the configuration
  --> housewright.toml:5:12
  next: write password = { env = "NAME" } or password = { file = "path" }
)");
}

TEST(Config, ChecksReferences) {
  EXPECT_EQ(Findings(R"([project]
default_target = "embeded"
state_database = "{{ xapi_databse }}"
[services.a]
directory = "x"
[services.b]
directory = "x"
[variables]
xapi_database = "xapi"
lifetime = { kind = "number", default = "soon" }
kind = { kind = "text" }
[targets.embedded]
url = "embedded:"
user = "{{ }}"
[targets.embedded.variables]
xapi = "a"
lifetime = "later"
[targets.other]
url = "embedded:"
)"),
            R"([config] error: default_target 'embeded' is not among the targets
  --> housewright.toml:2:18
  2 | default_target = "embeded"
    |                  ^^^^^^^^^
  next: did you mean 'embedded'?
[unknown-variable] error: unknown variable 'xapi_databse'
  --> housewright.toml:3:18
  3 | state_database = "{{ xapi_databse }}"
    |                  ^^^^^^^^^^^^^^^^^^^^
  next: did you mean 'xapi_database'?
[config] error: the services 'a' and 'b' share the directory 'x'
  --> housewright.toml:6:11
  6 | [services.b]
    |           ^
  next: give each service a directory of its own
[config] error: the default of 'lifetime' is no number: 'soon'
  --> housewright.toml:10:41
  10 | lifetime = { kind = "number", default = "soon" }
     |                                         ^^^^^^
  next: write a number, or give the variable another kind
[config] error: unknown kind 'text' in variable 'kind'
  --> housewright.toml:11:17
  11 | kind = { kind = "text" }
     |                 ^^^^^^
  next: the kinds are identifier, string, number and raw
[config] error: the value of 'lifetime' in [targets.embedded.variables] is no number: 'later'
  --> housewright.toml:12:10
  12 | [targets.embedded]
     |          ^^^^^^^^
  next: write a number, or give the variable another kind
[unknown-variable] error: [targets.embedded.variables] sets the unknown variable 'xapi'
  --> housewright.toml:12:10
  12 | [targets.embedded]
     |          ^^^^^^^^
  next: declare it: xapi = "value" in [variables]
[template] error: '{{ }}' is no variable's name in braces
  --> housewright.toml:14:8
  14 | user = "{{ }}"
     |        ^^^^^^^
  next: write {{ name }}, the name of letters, digits and _, or {{{{ for a literal {{
)");
}

TEST(Config, ATargetsValuesMayHoldConditions) {
  EXPECT_EQ(Findings("[variables]\ntls = false\n[targets.a]\n"
                     "url = \"{% if tls %}https{% else %}http{% endif %}://h:1\"\n"),
            "");
  EXPECT_EQ(Findings("[targets.a]\nurl = \"{% if tls %}https{% else %}http{% endif %}://h:1\"\n"
                     "user = \"{% if tls %}me\"\n[variables]\ntls = false\nx = 1\n"),
            R"([template] error: {% if %} without an {% endif %}
  --> housewright.toml:3:8
  3 | user = "{% if tls %}me"
    |        ^^^^^^^^^^^^^^^^
  next: write {% endif %} where it ends
)");
  EXPECT_EQ(Findings("[targets.a]\nurl = \"{% if tls %}https{% else %}http{% endif %}://h:1\"\n"),
            R"([unknown-variable] error: unknown variable 'tls'
  --> housewright.toml:2:7
  2 | url = "{% if tls %}https{% else %}http{% endif %}://h:1"
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  next: declare it: tls = "value" in [variables]
)");
}

TEST(Config, DurationsHaveUnits) {
  EXPECT_EQ(ParseDuration("500ms"), std::chrono::milliseconds(500));
  EXPECT_EQ(ParseDuration("10s"), std::chrono::seconds(10));
  EXPECT_EQ(ParseDuration("5m"), std::chrono::minutes(5));
  EXPECT_EQ(ParseDuration("1h"), std::chrono::hours(1));
  EXPECT_EQ(ParseDuration("0s"), std::chrono::seconds(0));
  for (const char* bad : {"", "s", "10", "-1s", "1.5s", "10 s", "9223372036854775807h", "1d"}) {
    EXPECT_EQ(ParseDuration(bad), std::nullopt) << bad;
  }
}

TEST(FindConfig, LooksInTheParents) {
  const testing::MemoryFileSystem files = {{"/a/housewright.toml", ""}, {"/a/b/c/x", ""}};
  EXPECT_EQ(*FindConfig(files, "/a/b/c"), "/a/housewright.toml");
  EXPECT_EQ(*FindConfig(files, "/a"), "/a/housewright.toml");
}

TEST(FindConfig, SaysWhereItLooked) {
  const testing::MemoryFileSystem files = {{"/a/b/x", ""}};
  EXPECT_EQ(FindConfig(files, "/a/b").error().ToString(),
            "error: no housewright.toml in '/a/b' or a directory above it\n"
            "  next: run `housewright init` to start a project here, or name the file with "
            "--config");
  EXPECT_THAT(FindConfig(files, ".").error().message(), HasSubstr("'/project'"));
}

}  // namespace
}  // namespace housewright::project
