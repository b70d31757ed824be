// Settings that come from the environment instead of housewright.toml.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "project/config.h"
#include "project/config_reader.h"
#include "project/test_support.h"

namespace housewright::project {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// The names that a configuration asks the environment for, and what it answers.
class RecordedEnvironment {
 public:
  explicit RecordedEnvironment(std::map<std::string, std::string> values = {})
      : values_(std::move(values)) {}
  Environment Get() {
    return [this](const std::string& name) -> std::optional<std::string> {
      asked.insert(name);
      const auto found = values_.find(name);
      if (found == values_.end()) return std::nullopt;
      return found->second;
    };
  }
  std::set<std::string> asked;

 private:
  std::map<std::string, std::string> values_;
};

constexpr std::string_view kEverySection = R"([project]
[services.name]
[targets.name]
url = "embedded:"
[targets.name.settings]
key = 1
[engine]
[[hooks]]
name = "name"
command = ["true"]
)";

TEST(ConfigEnvironment, EachVariableThatOverridesASettingIsInTheReference) {
  RecordedEnvironment environment;
  ParseConfig(SourceText("housewright.toml", std::string(kEverySection)), environment.Get());
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() /
                     "../../docs/reference/configuration.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string reference = text.str();
  std::set<std::string> documented;
  for (const std::string_view line : Split(reference, '\n')) {
    if (!line.starts_with("| `HOUSEWRIGHT_")) continue;
    std::string name(line.substr(3, line.find('`', 3) - 3));
    documented.insert(ReplaceAll(ReplaceAll(std::move(name), "<NAME>", "NAME"), "<KEY>", "KEY"));
  }
  EXPECT_EQ(documented, environment.asked);
}

TEST(ConfigEnvironment, TheEnvironmentWins) {
  RecordedEnvironment environment({{"HOUSEWRIGHT_PROJECT_JOURNAL_TABLE", "other"},
                                   {"HOUSEWRIGHT_PROJECT_STATE_DATABASE", "{{ as it is }}"},
                                   {"HOUSEWRIGHT_PROJECT_TRUNCATE_SLUG_LENGTH", "7"},
                                   {"HOUSEWRIGHT_PROJECT_DEFAULT_TARGET", "my-server"},
                                   {"HOUSEWRIGHT_SERVICE_A_RECURSIVE", "true"},
                                   {"HOUSEWRIGHT_SERVICE_A_DIRECTORIES", "x, y"},
                                   {"HOUSEWRIGHT_TARGET_MY_SERVER_PASSWORD", "hunter2"},
                                   {"HOUSEWRIGHT_TARGET_MY_SERVER_CONNECT_TIMEOUT", "3s"},
                                   {"HOUSEWRIGHT_TARGET_MY_SERVER_SERVICES", "a"},
                                   {"HOUSEWRIGHT_TARGET_MY_SERVER_SETTINGS_MAX_THREADS", "2"},
                                   {"HOUSEWRIGHT_TARGET_MY_SERVER_USER", ""}});
  const ParsedConfig parsed =
      ParseConfig(SourceText("housewright.toml",
                             "[project]\njournal_table = \"mine\"\n[services.a]\n[targets.other]\n"
                             "url = \"embedded:\"\n[targets.my-server]\nurl = \"http://h:1\"\n"
                             "user = \"ada\"\n[targets.my-server.settings]\nmax_threads = 8\n"),
                  environment.Get());
  EXPECT_EQ(TextOf(parsed.diagnostics), "");
  const Config& config = *parsed.config;
  EXPECT_EQ(config.journal_table, "other");
  EXPECT_EQ(config.state_database.env, "HOUSEWRIGHT_PROJECT_STATE_DATABASE");
  EXPECT_EQ(config.truncate_slug_length, 7U);
  EXPECT_EQ(config.default_target, "my-server");
  EXPECT_THAT(config.services[0].directories, ElementsAre("x", "y"));
  EXPECT_TRUE(config.services[0].recursive);
  const TargetConfig& target = *config.FindTarget("my-server");
  EXPECT_EQ(target.password->env, "HOUSEWRIGHT_TARGET_MY_SERVER_PASSWORD");
  EXPECT_EQ(target.user->text, "ada");
  EXPECT_EQ(target.connect_timeout, std::chrono::seconds(3));
  EXPECT_THAT(target.services, ElementsAre("a"));
  EXPECT_THAT(target.settings, ElementsAre(Pair("max_threads", "2")));
}

TEST(ConfigEnvironment, ErrorsInTheEnvironmentNameTheVariable) {
  RecordedEnvironment environment({{"HOUSEWRIGHT_PROJECT_TRUNCATE_SLUG_LENGTH", "many"},
                                   {"HOUSEWRIGHT_PROJECT_DEFAULT_TARGET", "b"},
                                   {"HOUSEWRIGHT_SERVICE_S_RECURSIVE", "yes"},
                                   {"HOUSEWRIGHT_TARGET_A_CONNECT_TIMEOUT", "soon"},
                                   {"HOUSEWRIGHT_TARGET_A_SERVICES", "s,t"}});
  const ParsedConfig parsed = ParseConfig(
      SourceText("housewright.toml", "[services.s]\n[targets.a]\nurl = \"embedded:\"\n"),
      environment.Get());
  EXPECT_EQ(TextOf(parsed.diagnostics),
            R"([config] error: 'truncate_slug_length' in [project] must be from 1 to 180
  --> the environment variable HOUSEWRIGHT_PROJECT_TRUNCATE_SLUG_LENGTH
  next: write truncate_slug_length = 1, or another number up to 180
[config] error: 'recursive' in [services.s] is neither true nor false: 'yes'
  --> the environment variable HOUSEWRIGHT_SERVICE_S_RECURSIVE
  next: set it to true or false
[config] error: 'connect_timeout' in [targets.a] is no duration: 'soon'
  --> the environment variable HOUSEWRIGHT_TARGET_A_CONNECT_TIMEOUT
  next: set it to a whole number with its unit, ms, s, m or h: 10s
[config] error: [targets.a] names the unknown service 't'
  --> the environment variable HOUSEWRIGHT_TARGET_A_SERVICES
  next: did you mean 's'?
[config] error: default_target 'b' is not among the targets
  --> the environment variable HOUSEWRIGHT_PROJECT_DEFAULT_TARGET
  next: did you mean 'a'?
)");
}

}  // namespace
}  // namespace housewright::project
