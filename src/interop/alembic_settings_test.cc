#include "interop/alembic_settings.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "testing/memory_file_system.h"

namespace housewright::interop {
namespace {

using testing::MemoryFileSystem;

// What is read of the folder m; "none" where nothing is configured there.
std::string SettingsIn(const MemoryFileSystem& files) {
  const auto read = ReadAlembicSettings(files, "m");
  if (!read) return read.error().ToString();
  if (!*read) return "none";
  const AlembicSettings& settings = **read;
  return settings.said_by + ": " + settings.script_location + " [" +
         Join(settings.version_locations, ", ") + "]" + (settings.recursive ? " recursive" : "");
}

TEST(AlembicSettings, ReadsPyproject) {
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml",
                         "[project]\nname = \"x\"\n[tool.alembic]\n"
                         "script_location = \"%(here)s/scripts\"\nfile_template = \"%%(rev)s\"\n"
                         "version_locations = [\"%(here)s/a b\", \"scripts/100%%\"]\n"
                         "recursive_version_locations = true\n"
                         "[[tool.alembic.post_write_hooks]]\nname = \"black\"\n"}}),
            "m/pyproject.toml: m/scripts [m/a b, scripts/100%] recursive");
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "tool.alembic = { script_location = \"s\" }\n"}}),
            "m/pyproject.toml: s []");
}

TEST(AlembicSettings, PyprojectWithoutTheTableSaysNothing) {
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "[tool.black]\nline-length = 99\n"}}), "none");
  EXPECT_EQ(SettingsIn({{"m/other", ""}}), "none");
}

TEST(AlembicSettings, TheIniGoesFirstKeyByKey) {
  const std::string toml =
      "[tool.alembic]\nscript_location = \"t\"\nversion_locations = [\"v\"]\n"
      "recursive_version_locations = true\n";
  EXPECT_EQ(SettingsIn(
                {{"m/alembic.ini", "[alembic]\nsqlalchemy.url = x\n"}, {"m/pyproject.toml", toml}}),
            "m/alembic.ini and m/pyproject.toml: t [v] recursive");
  EXPECT_EQ(SettingsIn({{"m/alembic.ini",
                         "[alembic]\nscript_location = i\nrecursive_version_locations = false\n"},
                        {"m/pyproject.toml", toml}}),
            "m/alembic.ini and m/pyproject.toml: i [v]");
  EXPECT_EQ(
      SettingsIn({{"m/alembic.ini", "[alembic]\nversion_locations = w\nscript_location = i\n"},
                  {"m/pyproject.toml", toml}}),
      "m/alembic.ini and m/pyproject.toml: i [w] recursive");
}

TEST(AlembicSettings, SaysWhereItCannotBeRead) {
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "[tool.alembic]\nx = 1\n"}}),
            "error: m/pyproject.toml has no script_location\n"
            "  next: name the script folder: `housewright import alembic FOLDER`");
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "[tool.alembic]\nscript_location = 1\n"}}),
            "error: 'script_location' in [tool.alembic] is not a string\n"
            "  --> m/pyproject.toml:2:19\n  2 | script_location = 1\n    |                   ^");
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "[tool.alembic]\nscript_location = \"%(home)s\"\n"}}),
            "error: 'script_location' in [tool.alembic] has a % that is neither %(here)s nor %%\n"
            "  --> m/pyproject.toml:2:19\n  2 | script_location = \"%(home)s\"\n"
            "    |                   ^");
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "[tool.alembic]\nversion_locations = \"a\"\n"}}),
            "error: 'version_locations' in [tool.alembic] is not a list of strings\n"
            "  --> m/pyproject.toml:2:21\n  2 | version_locations = \"a\"\n"
            "    |                     ^");
  EXPECT_EQ(SettingsIn(
                {{"m/pyproject.toml", "[tool.alembic]\nrecursive_version_locations = \"true\"\n"}}),
            "error: 'recursive_version_locations' in [tool.alembic] is not true or false\n"
            "  --> m/pyproject.toml:2:31\n  2 | recursive_version_locations = \"true\"\n"
            "    |                               ^");
  EXPECT_EQ(SettingsIn({{"m/pyproject.toml", "tool.alembic = 3\n"}}),
            "error: [tool.alembic] is no table\n"
            "  --> m/pyproject.toml:1:16\n  1 | tool.alembic = 3\n    |                ^");
  EXPECT_TRUE(
      SettingsIn({{"m/pyproject.toml", "[tool\n"}}).starts_with("error: this is no TOML: "));
}

}  // namespace
}  // namespace housewright::interop
