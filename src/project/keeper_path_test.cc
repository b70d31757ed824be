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

}  // namespace
}  // namespace housewright::project
