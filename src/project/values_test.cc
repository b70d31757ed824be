#include "project/values.h"

#include <gtest/gtest.h>

#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using testing::MemoryFileSystem;

constexpr const char* kConfig = R"([variables]
database = { default = "from_default", env = "DATABASE", file = "database.txt" }
password = { secret = true, env = "PASSWORD", file = ".secrets/password" }
[targets.a]
url = "embedded:"
password = { env = "TARGET_PASSWORD" }
[targets.a.variables]
database = "from_target"
)";

class ValuesTest : public ::testing::Test {
 protected:
  ValueSources Sources() {
    return {.overrides = overrides_,
            .environment = [this](const std::string& name) -> std::optional<std::string> {
              const auto it = environment_.find(name);
              if (it == environment_.end()) return std::nullopt;
              return it->second;
            },
            .files = &files_};
  }
  std::string Database(const TargetConfig* target) {
    return ResolveValues(config_, target, Sources())->by_name.at("database").text.value();
  }

  Config config_ = ConfigOf(kConfig);
  MemoryFileSystem files_;
  std::map<std::string, std::string> environment_;
  std::vector<std::pair<std::string, std::string>> overrides_;
};

TEST_F(ValuesTest, TheFirstSourceThatHasAValueWins) {
  const TargetConfig* target = config_.FindTarget("a");
  EXPECT_EQ(Database(nullptr), "from_default");
  EXPECT_EQ(Database(target), "from_target");
  files_.Put("database.txt", "from_file\n");
  EXPECT_EQ(Database(target), "from_file");
  environment_["DATABASE"] = "from_env";
  EXPECT_EQ(Database(target), "from_env");
  environment_["HOUSEWRIGHT_VAR_DATABASE"] = "from_own_env";
  EXPECT_EQ(Database(target), "from_own_env");
  overrides_ = {{"database", "first"}, {"database", "last"}};
  EXPECT_EQ(Database(target), "last");
}

TEST_F(ValuesTest, OneTrailingLineEndOfAFileIsNotPartOfTheValue) {
  files_.Put("database.txt", "a\r\n");
  EXPECT_EQ(Database(nullptr), "a");
  files_.Put("database.txt", "a\n\n");
  EXPECT_EQ(Database(nullptr), "a\n");
}

TEST_F(ValuesTest, AMissingSecretSaysHowToGiveIt) {
  const Values values = *ResolveValues(config_, nullptr, Sources());
  const Value& password = values.by_name.at("password");
  EXPECT_FALSE(password.text);
  EXPECT_EQ(password.missing_reason,
            "set the environment variable HOUSEWRIGHT_VAR_PASSWORD or PASSWORD, write the file "
            ".secrets/password");
}

TEST_F(ValuesTest, AnUnknownOverrideNamesTheNearest) {
  overrides_ = {{"databse", "x"}};
  EXPECT_EQ(ResolveValues(config_, nullptr, Sources()).error().ToString(),
            "error: -x sets the unknown variable 'databse'\n  next: did you mean 'database'?");
}

TEST_F(ValuesTest, SecretsAreRedacted) {
  environment_["PASSWORD"] = "it's";
  const Values values = *ResolveValues(config_, nullptr, Sources());
  EXPECT_EQ(values.redactor.Redact("raw it's, escaped it\\'s, again it's"),
            "raw [secret:password], escaped [secret:password], again [secret:password]");
}

TEST_F(ValuesTest, ConfigValuesAreFilledInUnquoted) {
  const ValueSources sources = Sources();
  const Values values = *ResolveValues(config_, nullptr, sources);
  const auto resolve = [&](const ConfigValue& value) {
    return ResolveConfigValue(config_, value, values, sources);
  };
  EXPECT_EQ(*resolve({.text = "a-{{ database }}-{{{{b", .env = {}, .file = {}, .where = {}}),
            "a-from_default-{{b");
  EXPECT_EQ(*resolve({.text = "{% if database %}https{% else %}http{% endif %}://{% if password "
                              "%}x{% endif %}h",
                      .env = {},
                      .file = {},
                      .where = {}}),
            "https://h");
  EXPECT_EQ(resolve({.text = "{% if database %}https", .env = {}, .file = {}, .where = {}})
                .error()
                .ToString(),
            "error: {% if %} without an {% endif %}\n  next: write {% endif %} where it ends");
  EXPECT_EQ(
      resolve({.text = "{{ password }}", .env = {}, .file = {}, .where = {}}).error().ToString(),
      "error: the secret 'password' has no value\n  next: set the environment variable "
      "HOUSEWRIGHT_VAR_PASSWORD or PASSWORD, write the file .secrets/password");
  EXPECT_EQ(
      resolve({.text = "{{ databas }}", .env = {}, .file = {}, .where = {}}).error().ToString(),
      "error: unknown variable 'databas'\n  next: did you mean 'database'?");
}

TEST_F(ValuesTest, FalseInAnyCaseIsNotTrue) {
  const ConfigValue value{
      .text = "{% if database %}yes{% else %}no{% endif %}", .env = {}, .file = {}, .where = {}};
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, std::string>>{{"False", "no"},
                                                        {"false", "no"},
                                                        {"FALSE", "no"},
                                                        {"0", "no"},
                                                        {"", "no"},
                                                        {"True", "yes"},
                                                        {"falsely", "yes"},
                                                        {"00", "yes"}}) {
    environment_["HOUSEWRIGHT_VAR_DATABASE"] = text;
    const ValueSources sources = Sources();
    const Values values = *ResolveValues(config_, nullptr, sources);
    EXPECT_EQ(*ResolveConfigValue(config_, value, values, sources), expected) << text;
  }
}

TEST_F(ValuesTest, ConfigValuesComeFromEnvironmentAndFiles) {
  environment_["TARGET_PASSWORD"] = "{{ as it is }}";
  files_.Put("user", "me\n");
  const ValueSources sources = Sources();
  const Values values;
  EXPECT_EQ(*ResolveConfigValue(config_, *config_.FindTarget("a")->password, values, sources),
            "{{ as it is }}");
  EXPECT_EQ(*ResolveConfigValue(config_, {.text = {}, .env = {}, .file = "user", .where = {}},
                                values, sources),
            "me");
  EXPECT_EQ(ResolveConfigValue(config_, {.text = {}, .env = {}, .file = "gone", .where = {}},
                               values, sources)
                .error()
                .ToString(),
            "error: the file 'gone' is not there\n  next: write the value into 'gone'");
}

TEST_F(ValuesTest, AMissingEnvironmentVariableIsShownAtItsPlace) {
  EXPECT_EQ(ResolveConfigValue(config_, *config_.FindTarget("a")->password, {}, Sources())
                .error()
                .ToString(),
            "error: the environment variable TARGET_PASSWORD is not set\n"
            "  --> housewright.toml:6:12\n"
            "  6 | password = { env = \"TARGET_PASSWORD\" }\n"
            "    |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "  next: set TARGET_PASSWORD before the run");
}

TEST(Redactor, TheLongerSecretWinsAndMasksAreNotSearched) {
  Redactor redactor;
  redactor.Add("short", "secr");
  redactor.Add("long", "secret-and-more");
  EXPECT_EQ(redactor.Redact("secret-and-more secr"), "[secret:long] [secret:short]");
}

TEST(Redactor, ShortValuesAreNotSearched) {
  Redactor redactor;
  redactor.Add("tiny", "abc");
  EXPECT_EQ(redactor.Redact("abcabc"), "abcabc");
}

}  // namespace
}  // namespace housewright::project
