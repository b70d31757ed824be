#include "project/target_services.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using housewright::testing::MemoryFileSystem;
using ::testing::ElementsAre;
using ::testing::Pair;

std::string RevisionText(std::string_view id, std::string_view down, std::string_view more = "") {
  return fmt::format(
      "-- revision: {}\n-- down_revision: {}\n{}-- +upgrade\nSELECT 1;\n-- +downgrade\n"
      "-- no-op: x\n",
      id, down, more);
}

MemoryFileSystem Files(std::string_view targets, std::string_view dependency) {
  return {
      {"p/housewright.toml",
       fmt::format("[services.a]\n[services.b]\n[targets.all]\nurl = \"embedded:\"\n{}", targets)},
      {"p/services/a/0001_x.sql", RevisionText("0001", "none")},
      {"p/services/b/0002_y.sql", RevisionText("0002", "none")},
      {"p/services/a/0003_z.sql", RevisionText("0003", "0001", dependency)}};
}

TEST(TargetServices, ATargetHasTheRevisionsOfItsServices) {
  const MemoryFileSystem files =
      Files("[targets.one]\nurl = \"embedded:\"\nservices = [\"a\"]\n", "");
  LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_EQ(TextOf(loaded.diagnostics), "");
  const Config config = loaded.project->config;
  const Project all = *RestrictTo(*loaded.project, *config.FindTarget("all"));
  EXPECT_EQ(all.graph.size(), 3U);
  EXPECT_TRUE(all.elsewhere.empty());
  const Project one = *RestrictTo(*loaded.project, *config.FindTarget("one"));
  EXPECT_EQ(one.graph.size(), 2U);
  EXPECT_EQ(one.revisions.size(), 2U);
  EXPECT_EQ(one.FileOf(one.graph.Heads()[0]).path, "services/a/0003_z.sql");
  EXPECT_THAT(one.elsewhere, ElementsAre(Pair(revision::RevisionId("0002"), "b")));
}

TEST(TargetServices, ADependencyOnAServiceThatIsNotThereIsRefused) {
  const std::string text =
      R"([target-services] error: revision 0003 of service 'a' needs 0002 of service 'b', which is not on target 'one'
  --> services/a/0003_z.sql:3:1
  3 | -- depends_on: b
    | ^^^^^^^^^^^^^^^^
  next: add "b" to services of [targets.one], or take "a" off it
)";
  const LoadedProject loaded = LoadProject(
      Files("[targets.one]\nurl = \"embedded:\"\nservices = [\"a\"]\n", "-- depends_on: b\n"),
      "p/housewright.toml");
  EXPECT_EQ(TextOf(loaded.diagnostics), text);
  const auto restricted = RestrictTo(*loaded.project, *loaded.project->config.FindTarget("one"));
  ASSERT_FALSE(restricted);
  EXPECT_EQ(TextOf(restricted.error()), text);
}

TEST(EnvFileOfAProject, GivesSettingsThatTheEnvironmentHasNot) {
  MemoryFileSystem files = {
      {"p/housewright.toml", "[project]\nenv_file = \"local.env\"\njournal_table = \"x\"\n"},
      {"p/local.env", "HOUSEWRIGHT_PROJECT_JOURNAL_TABLE=from_file\nSECRET='s'\n"},
      {"other.env", "HOUSEWRIGHT_PROJECT_JOURNAL_TABLE=from_other\n"},
      {"bad.env", "what\n"}};
  const auto table = [&files](const ProjectSources& sources) {
    return LoadConfig(files, "p/housewright.toml", sources).config->journal_table;
  };
  EXPECT_EQ(table({}), "from_file");
  EXPECT_EQ(table({.env_file = "other.env"}), "from_other");
  const Environment real = [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOUSEWRIGHT_PROJECT_JOURNAL_TABLE") return "real";
    return std::nullopt;
  };
  EXPECT_EQ(table({.environment = real}), "real");
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml", {.environment = real});
  EXPECT_EQ(loaded.environment("SECRET"), "s");
  EXPECT_EQ(TextOf(LoadConfig(files, "p/housewright.toml", {.env_file = "bad.env"}).diagnostics),
            "[env-file] error: the line has no '='\n  --> bad.env:1:1\n  next: write NAME=value\n");
  EXPECT_EQ(TextOf(LoadConfig(files, "p/housewright.toml", {.env_file = "none"}).diagnostics),
            "[env-file] error: cannot read 'none': No such file or directory\n");
  ASSERT_TRUE(files.Remove("p/local.env").has_value());
  EXPECT_EQ(table({}), "x");
}

}  // namespace
}  // namespace housewright::project
