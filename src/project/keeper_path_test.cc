// [targets.T] keeper_path.

#include <gtest/gtest.h>

#include "project/config.h"
#include "project/test_support.h"

namespace housewright::project {
namespace {

ParsedConfig ConfigWith(const std::string& keys, const Environment& environment = {}) {
  return ParseConfig(
      SourceText("housewright.toml", "[project]\n[services.a]\n[targets.t]\n" + keys), environment);
}

TEST(KeeperPath, IsAPathOfPlainNames) {
  for (const std::string path : {"/a", "/housewright/aspects", "/H_w-2.x/9"}) {
    const ParsedConfig parsed =
        ConfigWith("url = \"http://localhost:8123\"\nkeeper_path = \"" + path + "\"\n");
    EXPECT_EQ(TextOf(parsed.diagnostics), "");
    EXPECT_EQ(parsed.config->targets.front().keeper_path, path);
  }
  for (const std::string path :
       {"", "/", "a", "/a/", "//a", "/a/../b", "/a/.", "/a b", "/{shard}", "/a'b", "/{{ name }}"}) {
    const ParsedConfig parsed =
        ConfigWith("url = \"http://localhost:8123\"\nkeeper_path = \"" + path + "\"\n");
    EXPECT_NE(TextOf(parsed.diagnostics).find("'" + path + "' is no keeper_path"),
              std::string::npos)
        << path;
  }
}

TEST(KeeperPath, IsRefusedAtItsPlace) {
  EXPECT_EQ(
      TextOf(
          ConfigWith("url = \"http://localhost:8123\"\nkeeper_path = \"aspects\"\n").diagnostics),
      R"([config] error: 'aspects' is no keeper_path
  --> housewright.toml:5:15
  5 | keeper_path = "aspects"
    |               ^^^^^^^^^
  next: write names of letters, digits, '_', '-' and '.', each behind a '/': "/housewright/aspects"
)");
}

TEST(KeeperPath, IsNotForTheEmbeddedEngine) {
  EXPECT_EQ(TextOf(ConfigWith("url = \"embedded:\"\nkeeper_path = \"/aspects\"\n").diagnostics),
            R"([config] error: [targets.t] is the embedded engine, which has no Keeper
  --> housewright.toml:5:15
  5 | keeper_path = "/aspects"
    |               ^^^^^^^^^^
  next: take keeper_path out of it
)");
}

TEST(KeeperPath, LeavesOpenWhetherTheUrlIsOneServer) {
  const std::string with_path = "url = \"http://localhost:8123\"\nkeeper_path = \"/a\"\n";
  const auto is_single = [](const std::string& keys, const Environment& environment = {}) {
    const ParsedConfig parsed = ConfigWith(keys, environment);
    EXPECT_EQ(TextOf(parsed.diagnostics), "");
    return parsed.config->targets.front().single_server;
  };
  EXPECT_TRUE(is_single("url = \"http://localhost:8123\"\n"));
  EXPECT_FALSE(is_single(with_path));
  EXPECT_FALSE(is_single(with_path + "single_server = false\n"));
  EXPECT_TRUE(is_single(with_path + "single_server = true\n"));
  EXPECT_TRUE(is_single(with_path, [](const std::string& name) -> std::optional<std::string> {
    if (name != "HOUSEWRIGHT_TARGET_T_SINGLE_SERVER") return std::nullopt;
    return "true";
  }));
  EXPECT_EQ(
      TextOf(ConfigWith("url = \"http://localhost:8123\"\nsingle_server = true\n").diagnostics),
      R"([config] error: 'single_server' tells what a keeper_path leaves open, and [targets.t] has none
  --> housewright.toml:5:17
  5 | single_server = true
    |                 ^^^^
  next: take single_server out of it; a target of several servers needs a keeper_path
)");
}

}  // namespace
}  // namespace housewright::project
