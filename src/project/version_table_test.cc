#include "project/version_table.h"

#include <gtest/gtest.h>

#include "project/config.h"
#include "project/test_support.h"

namespace housewright::project {
namespace {

std::string TableOf(std::string_view text) {
  const auto table = ParseVersionTable(text, "state");
  return table ? table->Display() : table.error().ToString();
}

TEST(VersionTable, IsQualifiedOrInTheStateDatabase) {
  EXPECT_EQ(TableOf("xapi.alembic_version"), "xapi.alembic_version");
  EXPECT_EQ(TableOf("alembic_version"), "state.alembic_version");
}

TEST(VersionTable, IsMadeOfWords) {
  for (const std::string text : {"", "a.", ".a", "a.b.c", "a b", "a`.b"}) {
    EXPECT_EQ(TableOf(text),
              "error: '" + text +
                  "', which alembic_version names, is no table\n"
                  "  next: write alembic_version = \"database.table\", or \"table\" for one in the "
                  "state database");
  }
}

std::string FindingsOf(const std::string& keys) {
  const ParsedConfig parsed = ParseConfig(SourceText(
      "housewright.toml", "[project]\n[services.a]\n[targets.t]\nurl = \"embedded:\"\n" + keys));
  return TextOf(parsed.diagnostics);
}

TEST(VersionTable, IsCheckedWithTheConfiguration) {
  EXPECT_EQ(FindingsOf("alembic_version = \"x.alembic_version\"\ncreate_alembic_version = true\n"),
            "");
  EXPECT_EQ(FindingsOf("alembic_version = \"x y\"\n"),
            R"([config] error: 'x y', which alembic_version names, is no table
  --> housewright.toml:5:19
  5 | alembic_version = "x y"
    |                   ^^^^^
  next: write alembic_version = "database.table", or "table" for one in the state database
)");
  EXPECT_EQ(FindingsOf("alembic_version = \"{{ nope }}.v\"\n"),
            R"([unknown-variable] error: unknown variable 'nope'
  --> housewright.toml:5:19
  5 | alembic_version = "{{ nope }}.v"
    |                   ^^^^^^^^^^^^^^
  next: declare it: nope = "value" in [variables]
)");
  EXPECT_EQ(FindingsOf("create_alembic_version = true\n"),
            R"([config] error: [targets.t] has create_alembic_version and no alembic_version
  --> housewright.toml:5:26
  5 | create_alembic_version = true
    |                          ^^^^
  next: write alembic_version = "database.table" beside it
)");
}

}  // namespace
}  // namespace housewright::project
