#include "interop/alembic_import.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project/project.h"
#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::interop {
namespace {

using ::testing::ElementsAre;
using testing::MemoryFileSystem;

std::string Revision(std::string_view id, std::string_view down, std::string_view more = "",
                     std::string_view statement = "op.execute('SELECT 1')") {
  return fmt::format(
      "revision = '{}'\ndown_revision = {}\n{}def upgrade():\n    {}\ndef downgrade():\n    "
      "pass\n",
      id, down, more, statement);
}

AlembicImport ImportFrom(const MemoryFileSystem& files, const std::string& directory = "m") {
  const auto read = ReadAlembicDirectory(files, directory);
  if (!read) throw std::runtime_error(read.error().ToString());
  return ImportAlembic(*read, "shop", std::nullopt);
}

// What the offline checks say of the new project.
std::string Check(const AlembicImport& imported) {
  MemoryFileSystem files;
  for (const NewFile& file : imported.files) files.Put("p/" + file.path, file.text);
  return project::TextOf(project::LoadProject(files, "p/housewright.toml").diagnostics);
}

std::vector<std::string> PathsOf(const AlembicImport& imported) {
  std::vector<std::string> paths;
  for (const NewFile& file : imported.files) paths.push_back(file.path);
  return paths;
}

TEST(AlembicImport, OneDirectoryIsOneService) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/0001_first.py", Revision("0001", "None")},
                  {"m/versions/0002.py", "'''Second: one'''\n" + Revision("0002", "'0001'")},
                  {"m/versions/__init__.py", ""},
                  {"m/versions/__pycache__/x.py", "garbage"},
                  {"m/env.py", "context.configure(version_table='v', version_table_schema='x')"}});
  EXPECT_EQ(project::TextOf(imported.diagnostics), "");
  EXPECT_THAT(PathsOf(imported), ElementsAre("housewright.toml", "services/app/0001_first.sql",
                                             "services/app/0002_Second_one.sql"));
  EXPECT_THAT(imported.heads, ElementsAre("0002"));
  EXPECT_EQ(imported.statements, 2U);
  EXPECT_EQ(imported.files[0].text,
            R"(# Imported from Alembic by `housewright import alembic m`.

[project]
name = "shop"
# The database that holds the journal of what was applied; it must be there.
state_database = "default"
default_target = "local"

# The revisions keep their ids: letters, digits and '_' need no setting. What Alembic has applied is
# taken over, without running it, by `housewright adopt alembic --database x --table v`.
[services.app]

[targets.local]
# The built-in ClickHouse engine, with its data in this directory.
url = "embedded:.housewright/local"
)");
  EXPECT_EQ(Check(imported), "");
}

TEST(AlembicImport, DirectoriesAndLabelsAreServices) {
  const AlembicImport imported = ImportFrom(
      {{"m/alembic.ini",
        "[alembic]\nscript_location = %(here)s/scripts\nversion_locations =\n"
        "    %(here)s/xapi/versions\n    %(here)s/sink ; all\npath_separator = newline\n"
        "file_template = %%(rev)s\n"},
       {"m/xapi/versions/a1_x.py", Revision("a1", "None", "branch_labels = ('events',)\n")},
       {"m/sink ; all/b1_x.py", Revision("b1", "None", "branch_labels = 'stock'\n")},
       {"m/sink ; all/b2_x.py", Revision("b2", "'b1'", "depends_on = ('events', 'c')\n")},
       {"m/sink ; all/c1_x.py", Revision("c1", "None")}});
  EXPECT_EQ(project::TextOf(imported.diagnostics), "");
  EXPECT_THAT(PathsOf(imported),
              ElementsAre("housewright.toml", "services/xapi/a1_x.sql", "services/stock/b1_x.sql",
                          "services/stock/b2_x.sql", "services/sink___all_c1/c1_x.sql"));
  EXPECT_THAT(imported.files[1].text, ::testing::HasSubstr("-- branch_labels: events\n"));
  EXPECT_THAT(imported.files[2].text, ::testing::Not(::testing::HasSubstr("branch_labels")));
  EXPECT_THAT(imported.files[3].text, ::testing::HasSubstr("-- depends_on: a1, c1\n"));
  EXPECT_EQ(Check(imported), "");
}

TEST(AlembicImport, BranchesThatMergeAreOneService) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/1_a.py", Revision("a", "None")},
                  {"m/versions/2_b.py", Revision("b", "'a'", "branch_labels = 'left'\n")},
                  {"m/versions/3_c.py", Revision("c", "'a'")},
                  {"m/versions/4_d.py", Revision("d", "('b', 'c')", "", "pass")},
                  {"m/versions/5_e.py", Revision("e", "'c'")}});
  EXPECT_EQ(project::TextOf(imported.diagnostics), "");
  EXPECT_THAT(imported.services, ElementsAre("app"));
  EXPECT_THAT(imported.heads, ElementsAre("d", "e"));
  EXPECT_EQ(Check(imported), R"([multiple-heads] warning: service 'app' has 2 heads: d, e
  --> services/app/e_5_e.sql:1:1
  1 | -- revision: e
    | ^^^^^^^^^^^^^^
  next: let one follow the other, or write a revision with -- down_revision: d, e
)");
}

TEST(AlembicImport, VariablesAreDeclaredByTheirUse) {
  const AlembicImport imported = ImportFrom(
      {{"m/versions/1_a.py",
        Revision("a", "None", "import os\nDB = os.environ.get('DB', 'shop')\n",
                 "op.execute(\"CREATE TABLE {{ XAPI }}.t (a String) ENGINE = {{ ENGINE }} \" "
                 "+ f\"ORDER BY a SETTINGS x = {os.environ.get('SIZE', '8192')}\")\n"
                 "    op.execute(f\"INSERT INTO {DB}.t VALUES ('{{ ADMIN_PASSWORD }}')\")")}});
  EXPECT_EQ(project::TextOf(imported.diagnostics), "");
  EXPECT_TRUE(imported.jinja);
  EXPECT_THAT(imported.files[0].text, ::testing::HasSubstr(R"([variables]
ADMIN_PASSWORD = { secret = true }
DB = { default = "shop", env = "DB" }
ENGINE = { kind = "raw" }
SIZE = { default = "8192", env = "SIZE", kind = "number" }
XAPI = {}
)"));
  EXPECT_EQ(Check(imported), "");
}

TEST(AlembicImport, StubsAreErrorsOfTheProject) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/1_a.py", Revision("a", "None", "", "op.create_table('t')")}});
  EXPECT_EQ(imported.stubs, 1U);
  EXPECT_EQ(
      Check(imported),
      R"([import-stub] error: an import left a stub here: m/versions/1_a.py:4: a call of 'op.create_table'
  --> services/app/a_1_a.sql:6:1
  6 | -- stub: m/versions/1_a.py:4: a call of 'op.create_table'
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  next: write the SQL that does the same, or -- no-op: reason, and remove the -- stub: line
)");
}

TEST(AlembicImport, AGraphWithFaultsIsRefusedAsAWhole) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/1.py", Revision("a", "'nope'", "branch_labels = 'x'\n")},
                  {"m/versions/2.py", Revision("b", "'c'", "depends_on = 'gone'\n")},
                  {"m/versions/3.py", Revision("c", "'b'")}});
  EXPECT_TRUE(imported.files.empty());
  EXPECT_EQ(project::TextOf(imported.diagnostics),
            R"([import-graph] error: revision a follows nope, which does not exist
  --> m/versions/1.py:2:17
  2 | down_revision = 'nope'
    |                 ^^^^^^
  next: add the missing file, or correct the id
[import-graph] error: revision b depends on gone, which does not exist
  --> m/versions/2.py:3:14
  3 | depends_on = 'gone'
    |              ^^^^^^
  next: add the missing file, or correct the id
[import-graph] error: revisions that need each other: b, c
  --> m/versions/2.py:2:17
  2 | down_revision = 'c'
    |                 ^^^
  next: correct down_revision or depends_on of one of them
)");
}

TEST(AlembicImport, TwoOfAKindAreRefused) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/1.py", Revision("a", "None", "branch_labels = 'x'\n")},
                  {"m/versions/2.py", Revision("a", "None")},
                  {"m/versions/3.py", Revision("c", "None", "branch_labels = 'x'\n")},
                  {"m/versions/4.py", Revision("d", "None", "branch_labels = ('c', 'y z')\n")}});
  EXPECT_TRUE(imported.files.empty());
  EXPECT_EQ(project::TextOf(imported.diagnostics),
            R"([import-graph] error: revision a is in 'm/versions/1.py' too
  --> m/versions/2.py:1:12
  1 | revision = 'a'
    |            ^^^
  next: remove the file that is out of date, or give it an id of its own
[import-graph] error: the branch label 'x' is that of revision a too
  --> m/versions/3.py:3:17
  3 | branch_labels = 'x'
    |                 ^^^
  next: give the branch another label
[import-graph] error: the branch label 'c' is the id of a revision
  --> m/versions/4.py:3:17
  3 | branch_labels = ('c', 'y z')
    |                 ^^^^^^^^^^^^
  next: give the branch another label
[import-graph] error: the branch label 'y z' cannot be kept
  --> m/versions/4.py:3:17
  3 | branch_labels = ('c', 'y z')
    |                 ^^^^^^^^^^^^
  next: use letters, digits, '_' and '-'
)");
}

TEST(AlembicImport, AReservedLabelIsRefused) {
  const AlembicImport imported =
      ImportFrom({{"m/versions/1.py", Revision("a", "None", "branch_labels = 'heads'\n")}});
  EXPECT_EQ(project::TextOf(imported.diagnostics),
            R"([import-graph] error: 'heads' cannot be kept: as a target it has a meaning of its own
  --> m/versions/1.py:3:17
  3 | branch_labels = 'heads'
    |                 ^^^^^^^
  next: choose another name
)");
}

std::string DirectoryError(const MemoryFileSystem& files) {
  const auto read = ReadAlembicDirectory(files, "m");
  return read ? "none" : read.error().ToString();
}

TEST(AlembicImport, TheBuiltInEngineHasTheUserOfDictionaries) {
  const auto target_of = [](const std::string& statement) {
    const AlembicImport imported = ImportFrom(
        {{"m/versions/0001_first.py",
          Revision("0001", "None", "import os\nU = os.environ['A_USER']\nP = os.environ['A_PW']\n",
                   "op.execute(f\"\"\"" + statement + "\"\"\")")}});
    const std::string& text = imported.files.at(0).text;
    return text.substr(text.find("url = "));
  };
  const std::string none = "url = \"embedded:.housewright/local\"\n";
  const std::string login =
      none +
      "# It has this user, so that dictionaries can log in; it keeps `default` for itself.\n"
      "user = \"{{ A_USER }}\"\npassword = \"{{ A_PW }}\"\n";
  EXPECT_EQ(target_of("CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(CLICKHOUSE(\n"
                      "  user '{U}' password '{P}' db 'x' table 't')) LAYOUT(FLAT())"),
            login);
  EXPECT_EQ(target_of("CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(ClickHouse(TABLE 't'\n"
                      "  PASSWORD '{P}' HOST 'h' USER '{U}')) LAYOUT(FLAT())"),
            login);
  EXPECT_EQ(target_of("CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(MYSQL(\n"
                      "  user '{U}' password '{P}')) LAYOUT(FLAT())"),
            none);
  EXPECT_EQ(target_of("CREATE USER {U} IDENTIFIED BY '{P}'"), none);
}

TEST(AlembicDirectory, SaysWhatItLookedFor) {
  EXPECT_EQ(DirectoryError({{"x", ""}}), "error: there is no directory 'm'");
  EXPECT_EQ(
      DirectoryError({{"m/readme", ""}}),
      "error: 'm' holds no alembic.ini, no [tool.alembic] in a pyproject.toml, no versions/ "
      "and no revisions\n"
      "  next: name the folder with alembic.ini or pyproject.toml, or the one that holds env.py "
      "and versions/");
  EXPECT_EQ(DirectoryError({{"m/alembic.ini", "[other]\nscript_location = x\n"}}),
            "error: m/alembic.ini has no script_location\n"
            "  next: name the script folder: `housewright import alembic FOLDER`");
  EXPECT_EQ(DirectoryError({{"m/alembic.ini", "[alembic]\nscript_location = pkg:scripts\n"}}),
            "error: 'm/pkg/scripts/versions', which m/alembic.ini names as a place of revisions, "
            "is not there\n"
            "  next: name the script folder itself: `housewright import alembic FOLDER`");
  EXPECT_EQ(DirectoryError({{"m/versions/README", ""}}),
            "error: there is no revision in 'm/versions'");
}

TEST(AlembicDirectory, ReadsFoldersWithinFoldersWhereAsked) {
  MemoryFileSystem files = {{"m/alembic.ini",
                             "[alembic]\nscript_location = s\n"
                             "recursive_version_locations = true\n"},
                            {"m/s/versions/2023/04/a.py", "revision = 'a'"},
                            {"m/s/versions/b.py", "revision = 'b'"}};
  auto read = ReadAlembicDirectory(files, "m/");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[0].source.file(), "m/s/versions/2023/04/a.py");
  files.Put("m/alembic.ini", "[alembic]\nscript_location = s");
  read = ReadAlembicDirectory(files, "m/");
  ASSERT_EQ(read->files.size(), 1U);
}

}  // namespace
}  // namespace housewright::interop
