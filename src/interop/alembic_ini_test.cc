#include "interop/alembic_ini.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::interop {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Locations(const std::string& more) {
  return AlembicIni("[alembic]\n" + more, "here").VersionLocations();
}

TEST(AlembicIni, ReadsItsSectionAsConfigParserDoes) {
  const AlembicIni ini(
      "; comment\n[DEFAULT]\nbase = b\n[loggers]\nkeys = root\n[alembic]\r\n"
      "script_location: %(here)s/%(base)s/x\n# comment\nfile_template = %%(rev)s_%%(slug)s\n"
      "recursive_version_locations = true\nempty =\nSQLALCHEMY.URL = u\nloop = %(loop)s\n",
      "here%");
  EXPECT_EQ(ini.Get("script_location"), "here%/b/x");
  EXPECT_EQ(ini.Get("file_template"), "%(rev)s_%(slug)s");
  EXPECT_EQ(ini.Get("sqlalchemy.url"), "u");
  EXPECT_EQ(ini.Get("empty"), std::nullopt);
  EXPECT_EQ(ini.Get("keys"), std::nullopt);
  EXPECT_TRUE(ini.Get("loop").has_value());
  EXPECT_TRUE(ini.recursive());
}

TEST(AlembicIni, SplitsLocationsAsThePathSeparatorSays) {
  EXPECT_THAT(Locations("version_locations = a, b c\n"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Locations("version_locations = %(here)s/a b:c\npath_separator = os\n"),
              ElementsAre("here/a b", "c"));
  EXPECT_THAT(Locations("version_locations = a;b:c\nversion_path_separator = ;\n"),
              ElementsAre("a", "b:c"));
  EXPECT_THAT(Locations("version_locations = a b:c\npath_separator = space\n"),
              ElementsAre("a", "b:c"));
  EXPECT_THAT(Locations("path_separator = newline\nversion_locations =\n  a b\n  c\n"),
              ElementsAre("a b", "c"));
  EXPECT_THAT(Locations(""), ElementsAre());
}

}  // namespace
}  // namespace housewright::interop
