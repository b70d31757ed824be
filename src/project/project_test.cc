#include "project/project.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using testing::MemoryFileSystem;

constexpr const char* kConfig = R"([services.xapi]
[services.vector]
[variables]
db = "xapi"
)";

std::string Revision(std::string_view id, std::string_view down, std::string_view more = "",
                     std::string_view statement = "SELECT 1;") {
  return fmt::format(
      "-- revision: {}\n-- down_revision: {}\n{}-- +upgrade\n{}\n-- +downgrade\n-- no-op: x\n", id,
      down, more, statement);
}

MemoryFileSystem GoodProject() {
  return {{"p/housewright.toml", kConfig},
          {"p/bootstrap/0001_databases.sql", "CREATE DATABASE {{ db }};"},
          {"p/services/xapi/0002_a.sql", Revision("0002", "none")},
          {"p/services/xapi/0004_b.sql", Revision("0004", "0002", "-- depends_on: vector\n")},
          {"p/services/vector/0003_c.sql", Revision("0003", "none")},
          {"p/services/vector/README.md", "about"},
          {"p/services/vector/.gitkeep", ""}};
}

std::string Findings(const MemoryFileSystem& files) {
  return TextOf(LoadProject(files, "p/housewright.toml").diagnostics);
}

TEST(Project, Loads) {
  const MemoryFileSystem files = GoodProject();
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_EQ(TextOf(loaded.diagnostics), "");
  const Project& project = *loaded.project;
  ASSERT_EQ(project.revisions.size(), 3U);
  EXPECT_EQ(project.revisions[1].path, "services/vector/0003_c.sql");
  ASSERT_EQ(project.bootstrap.size(), 1U);
  EXPECT_EQ(project.bootstrap[0].path, "bootstrap/0001_databases.sql");
  EXPECT_EQ(project.graph.size(), 3U);
  const auto last = project.graph.TopologicalOrder().back();
  EXPECT_EQ(project.FileOf(last).id.text(), "0004");
  EXPECT_EQ(project.Find(revision::RevisionId("0009")), nullptr);
}

TEST(Project, ManyFilesAreReadByTwoThreadsAsByOne) {
  MemoryFileSystem files = {{"p/housewright.toml", kConfig}, {"p/services/vector/.gitkeep", ""}};
  for (int i = 1; i <= 1000; ++i) {
    const std::string id = fmt::format("{:04}", i);
    files.Put(fmt::format("p/services/xapi/{}_x.sql", id),
              Revision(id, i == 1 ? "none" : fmt::format("{:04}", i - 1), "",
                       i % 400 == 0 ? "SELECT {{ nobody }};" : "SELECT '{{ db }}';"));
  }
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  ASSERT_EQ(loaded.diagnostics.size(), 2U);
  EXPECT_EQ(loaded.diagnostics[0].error.where()->file, "services/xapi/0400_x.sql");
  EXPECT_EQ(loaded.diagnostics[1].error.where()->file, "services/xapi/0800_x.sql");
  ASSERT_TRUE(loaded.project);
  EXPECT_EQ(loaded.project->revisions.size(), 1000U);
}

TEST(Project, AMissingConfigurationIsReported) {
  EXPECT_EQ(Findings({{"p/x", ""}}),
            R"([config] error: cannot read 'p/housewright.toml': No such file or directory
  next: run `housewright init` to start a project, or name its configuration with --config
)");
}

TEST(Project, ReadsSeveralDirectoriesOfAServiceAndBelowThem) {
  MemoryFileSystem files = {
      {"p/housewright.toml",
       "[project]\nfile_template = \"{year}/{rev}_{slug}\"\n"
       "[services.xapi]\ndirectories = [\"new/\", \"old\"]\nrecursive = true\n"},
      {"p/old/2025/0001_a.sql", Revision("0001", "none")},
      {"p/old/2025/README.md", "about"},
      {"p/new/2026/0002_b.sql", Revision("0002", "0001")},
      {"p/new/team/2026/0003_c.sql", Revision("0003", "0002")}};
  EXPECT_EQ(Findings(files), "");
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_EQ(loaded.project->revisions.size(), 3U);
  EXPECT_EQ(loaded.project->config.services[0].directory, "new");
  files.Put("p/new/0004_d.sql", Revision("0004", "0003"));
  files.Put("p/new/2026/0005_e.sql", Revision("0006", "0003"));
  EXPECT_EQ(Findings(files),
            R"([file-pattern] error: the file 'new/0004_d.sql' is no revision by its name
  --> new/0004_d.sql:1:1
  next: name it <year>/<id>_<slug>.sql, or move it out of the service's directory
[file-name] error: the header says revision 0006, the file name says 0005
  --> new/2026/0005_e.sql:1:1
  1 | -- revision: 0006
    | ^^^^^^^^^^^^^^^^^
  next: rename the file to 0006_e.sql, or correct the header
[gap] warning: 0004 to 0005 are missing before revision 0006
  --> new/2026/0005_e.sql:1:1
  1 | -- revision: 0006
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
)");
}

TEST(Project, ADirectoryMayStandInAnotherThatIsListedForItself) {
  const MemoryFileSystem files = {
      {"p/housewright.toml", "[services.xapi]\ndirectories = [\"s\", \"s/more\"]\n"},
      {"p/s/0001_a.sql", Revision("0001", "none")},
      {"p/s/more/0002_b.sql", Revision("0002", "0001")}};
  EXPECT_EQ(Findings(files), "");
}

TEST(Project, ReportsEverythingAtOnce) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/housewright.toml", std::string(kConfig) + "[services.lost]\n[projct]\n");
  files.Put("p/services/xapi/notes.txt", "x");
  files.Put("p/services/xapi/old/0001_x.sql", "x");
  files.Put("p/services/xapi/0005.sql", "x");
  files.Put("p/services/xapi/0006_x.sql", Revision("0006", "0004", "", "SELECT 'open;"));
  files.Put("p/services/xapi/0007_x.sql", Revision("0007", "0006", "", "SELECT {{ bd }};"));
  files.Put("p/services/xapi/0008_x.sql",
            "-- revision: 0008\n-- down_revision: 0007\n-- +upgrade\n");
  files.Put("p/bootstrap/setup.sh", "");
  files.Put("p/bootstrap/0009_x.sql", "CREATE DATABASE `x;");
  EXPECT_EQ(Findings(files),
            R"([service-missing] error: the directory 'services/lost' of service 'lost' is not there
  --> p/housewright.toml:5:11
  5 | [services.lost]
    |           ^^^^
  next: create it, or correct [services.lost] directory
[config] error: unknown key 'projct' in the configuration
  --> p/housewright.toml:6:2
  6 | [projct]
    |  ^^^^^^
  next: did you mean 'project'?
[syntax] error: the quoted name that begins here is not closed
  --> bootstrap/0009_x.sql:1:17
  1 | CREATE DATABASE `x;
    |                 ^
  next: add the closing `; inside the name a ` is written \` or ``
[file-pattern] error: 'bootstrap/setup.sh' is no bootstrap file by its name
  --> bootstrap/setup.sh:1:1
  next: name it so that it ends in .sql, or move it out of the directory
[file-pattern] error: the file 'services/xapi/0005.sql' is no revision by its name
  --> services/xapi/0005.sql:1:1
  next: name it <id>_<slug>.sql, or move it out of the service's directory
[gap] warning: 0005 is missing before revision 0006
  --> services/xapi/0006_x.sql:1:1
  1 | -- revision: 0006
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
[syntax] error: the string literal that begins here is not closed
  --> services/xapi/0006_x.sql:4:8
  4 | SELECT 'open;
    |        ^
  next: add the closing '; inside the literal a ' is written \' or ''
[unknown-variable] error: unknown variable 'bd'
  --> services/xapi/0007_x.sql:4:8
  4 | SELECT {{ bd }};
    |        ^^^^^^^^
  next: declare it in [variables] of housewright.toml: bd = "value"
[missing-downgrade] error: no '-- +downgrade' line
  --> services/xapi/0008_x.sql:1:1
  1 | -- revision: 0008
    | ^^^^^^^^^^^^^^^^^
  next: write -- +downgrade and what undoes the upgrade, or -- no-op: reason, or -- irreversible: reason behind it
[empty-part] error: the upgrade part is empty
  --> services/xapi/0008_x.sql:3:1
  3 | -- +upgrade
    | ^^^^^^^^^^^
  next: write its statements, or -- no-op: reason
[file-pattern] error: the file 'services/xapi/notes.txt' is no revision by its name
  --> services/xapi/notes.txt:1:1
  next: name it <id>_<slug>.sql, or move it out of the service's directory
[file-pattern] error: the directory 'services/xapi/old/' stands among revisions
  --> services/xapi/old/:1:1
  next: move it out of the service's directory, or write recursive = true
)");
}

TEST(Project, DuplicateIdsNameBothFilesAndTheNextFreeId) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/vector/0004_d.sql", Revision("0004", "0003"));
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_FALSE(loaded.project);
  EXPECT_EQ(
      TextOf(loaded.diagnostics),
      R"([duplicate-id] error: 'services/vector/0004_d.sql' and 'services/xapi/0004_b.sql' are both revision 0004
  --> services/xapi/0004_b.sql:1:1
  1 | -- revision: 0004
    | ^^^^^^^^^^^^^^^^^
  next: run `housewright renumber`: it gives the later one the next free id, 0005
)");
}

TEST(Project, MissingParentsAndDependenciesNameTheNearest) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/xapi/0005_e.sql", Revision("0005", "0014", "-- depends_on: vectr, 0003\n"));
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_FALSE(loaded.project);
  EXPECT_EQ(TextOf(loaded.diagnostics),
            R"([missing-parent] error: revision 0005 follows 0014, which does not exist
  --> services/xapi/0005_e.sql:2:19
  2 | -- down_revision: 0014
    |                   ^^^^
  next: did you mean '0004'?
[missing-dependency] error: revision 0005 depends on vectr, which does not exist
  --> services/xapi/0005_e.sql:3:16
  3 | -- depends_on: vectr, 0003
    |                ^^^^^
  next: did you mean 'vector'?
)");
}

TEST(Project, AFileThatCannotBeReadMakesNoFollowUpFindings) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/xapi/0002_a.sql",
            "-- down_revision: none\n-- +upgrade\nSELECT 1;\n"
            "-- +downgrade\n-- no-op: x\n");
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_FALSE(loaded.project);
  EXPECT_EQ(TextOf(loaded.diagnostics), R"([header] error: no '-- revision:' line in the header
  --> services/xapi/0002_a.sql:1:1
  1 | -- down_revision: none
    | ^
  next: write -- revision: 0002 in the first line
)");
}

TEST(Project, CyclesNameTheirMembers) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/vector/0003_c.sql", Revision("0003", "none", "-- depends_on: 0004\n"));
  files.Put("p/services/vector/0005_d.sql", Revision("0005", "0003", "-- depends_on: 0005\n"));
  EXPECT_EQ(Findings(files),
            R"([cycle] error: revision 0003 needs 0004, which needs 0003: a cycle
  --> services/vector/0003_c.sql:3:16
  3 | -- depends_on: 0004
    |                ^^^^
  next: correct -- down_revision: or -- depends_on: of one of them
[cycle] error: revision 0005 needs itself
  --> services/vector/0005_d.sql:3:16
  3 | -- depends_on: 0005
    |                ^^^^
  next: take it out of its own header
)");
}

TEST(Project, ANameOfABranchStandsForOneThing) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/xapi/0002_a.sql",
            Revision("0002", "none", "-- branch_labels: blue, vector, head\n"));
  files.Put("p/services/xapi/0004_b.sql",
            Revision("0004", "0002", "-- branch_labels: blue, 0003\n"));
  EXPECT_EQ(Findings(files),
            R"([label-taken] error: 'vector' is a label of 0002 and the name of a service
  --> services/xapi/0002_a.sql:3:25
  3 | -- branch_labels: blue, vector, head
    |                         ^^^^^^
  next: choose another label
[reserved-name] error: 'head' cannot be a label: as a target it has a meaning of its own
  --> services/xapi/0002_a.sql:3:33
  3 | -- branch_labels: blue, vector, head
    |                                 ^^^^
  next: choose another label
[label-taken] error: 'blue' is a label of 0002 and a label of 0004
  --> services/xapi/0004_b.sql:3:19
  3 | -- branch_labels: blue, 0003
    |                   ^^^^
  next: choose another label
[label-taken] error: '0003' is the id of 0003 and a label of 0004
  --> services/xapi/0004_b.sql:3:25
  3 | -- branch_labels: blue, 0003
    |                         ^^^^
  next: choose another label
)");
}

TEST(Project, ADependencyOnAServiceMeansItsOnlyFirstRevision) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/vector/0005_d.sql", Revision("0005", "none"));
  EXPECT_EQ(
      Findings(files),
      R"([ambiguous-dependency] error: revision 0004 depends on service 'vector', which has several first revisions
  --> services/xapi/0004_b.sql:3:16
  3 | -- depends_on: vector
    |                ^^^^^^
  next: name the revision that it needs
)");
}

TEST(Project, AParentInAnotherServiceIsRefused) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/xapi/0004_b.sql", Revision("0004", "0002"));
  files.Put("p/services/vector/0005_d.sql", Revision("0005", "0004"));
  EXPECT_EQ(
      Findings(files),
      R"([cross-service] error: revision 0005 of service 'vector' follows 0004 of service 'xapi'
  --> services/vector/0005_d.sql:2:19
  2 | -- down_revision: 0004
    |                   ^^^^
  next: name the revision of 'vector' before it in -- down_revision:, and 0004 in -- depends_on:
)");
}

TEST(Project, AGapBeforeAReleasedRevisionIsHistory) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/vector/0006_d.sql", Revision("0006", "0003"));
  files.Put("p/services/vector/0008_e.sql", Revision("0008", "0006"));
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  ASSERT_TRUE(loaded.project);
  const RevisionFile* file = loaded.project->Find(revision::RevisionId("0006"));
  ASSERT_NE(file, nullptr);
  Released released;
  released.revisions[file->id] = {
      .hash = file->hash.ToHex(), .service = "vector", .released = "2026-11-23T10:00:00Z"};
  files.Put("p/released.toml", RenderReleased(released));
  EXPECT_EQ(Findings(files), R"([gap] warning: 0007 is missing before revision 0008
  --> services/vector/0008_e.sql:1:1
  1 | -- revision: 0008
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
)");
}

TEST(Project, GapsAndSeveralHeadsAreWarnings) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/services/vector/0006_d.sql", Revision("0006", "0003"));
  files.Put("p/services/vector/0010_e.sql", Revision("0010", "0003"));
  files.Put("p/bootstrap/0008_x.sql", "SELECT 1");
  const LoadedProject loaded = LoadProject(files, "p/housewright.toml");
  EXPECT_TRUE(loaded.project);
  EXPECT_EQ(TextOf(loaded.diagnostics), R"([gap] warning: 0005 is missing before revision 0006
  --> services/vector/0006_d.sql:1:1
  1 | -- revision: 0006
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
[gap] warning: 0007 is missing before revision 0010
  --> services/vector/0010_e.sql:1:1
  1 | -- revision: 0010
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
[gap] warning: 0009 is missing before revision 0010
  --> services/vector/0010_e.sql:1:1
  1 | -- revision: 0010
    | ^^^^^^^^^^^^^^^^^
  next: add the missing file, or leave the gap if the revision was taken back before any release
[multiple-heads] warning: service 'vector' has 2 heads: 0006, 0010
  --> services/vector/0010_e.sql:1:1
  1 | -- revision: 0010
    | ^^^^^^^^^^^^^^^^^
  next: let one follow the other, or write a revision with -- down_revision: 0006, 0010
)");
}

TEST(Project, TimestampsAndWordsHaveNoGaps) {
  const MemoryFileSystem files = {
      {"p/housewright.toml", "[services.xapi]\n"},
      {"p/services/xapi/20261123100000_a.sql", Revision("20261123100000", "none")},
      {"p/services/xapi/20261124100000_b.sql", Revision("20261124100000", "20261123100000")}};
  EXPECT_EQ(Findings(files), "");
}

TEST(Project, ReleasedRevisionsMustNotChange) {
  MemoryFileSystem files = GoodProject();
  const Project project = *LoadProject(files, "p/housewright.toml").project;
  Released released;
  for (const RevisionFile& file : project.revisions) {
    released.revisions[file.id] = {
        .hash = file.hash.ToHex(), .service = file.service, .released = "2026-11-23T10:00:00Z"};
  }
  files.Put("p/released.toml", RenderReleased(released));
  EXPECT_EQ(Findings(files), "");

  released.revisions[revision::RevisionId("0001")] = {
      .hash = std::string(64, 'a'), .service = "xapi", .released = "2026-11-23T10:00:00Z"};
  released.revisions[revision::RevisionId("0003")].service = "xapi";
  files.Put("p/released.toml", RenderReleased(released));
  files.Put("p/services/xapi/0002_a.sql", Revision("0002", "none", "", "SELECT 2;"));
  EXPECT_EQ(Findings(files), R"([released-missing] error: the file of released revision 0001 is gone
  --> released.toml:4:1
  4 | 0001 = { hash = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", service = "xapi", released = "2026-11-23T10:00:00Z" }
    | ^^^^
  next: take it from version control again
[released-edited] error: released revision 0003 was moved from service 'xapi' to 'vector'
  --> services/vector/0003_c.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: restore 'services/vector/0003_c.sql' from version control and write a new revision for the change
[released-edited] error: released revision 0002 was changed
  --> services/xapi/0002_a.sql:1:1
  1 | -- revision: 0002
    | ^^^^^^^^^^^^^^^^^
  next: restore 'services/xapi/0002_a.sql' from version control and write a new revision for the change
)");
}

TEST(Project, ABadReleasedFileIsReported) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/released.toml", "nonsense\n");
  EXPECT_EQ(Findings(files), R"([released] error: the line is no released revision
  --> released.toml:1:1
  1 | nonsense
    | ^^^^^^^^
  next: write id = { hash = "...", service = "...", released = "..." }, or take the file from version control again
)");
}

TEST(Project, ABootstrapDirectoryThatIsNamedMustBeThere) {
  MemoryFileSystem files = GoodProject();
  files.Put("p/housewright.toml", std::string(kConfig) + "[project]\nbootstrap = \"initial\"\n");
  EXPECT_EQ(Findings(files),
            R"([bootstrap-missing] error: the bootstrap directory 'initial' is not there
  --> p/housewright.toml:6:13
  6 | bootstrap = "initial"
    |             ^^^^^^^^^
  next: create it, or correct [project] bootstrap
)");
  files.Put("p/housewright.toml", kConfig);
  ASSERT_TRUE(files.Remove("p/bootstrap/0001_databases.sql").has_value());
  EXPECT_EQ(Findings(files), "");
}

TEST(Project, BootstrapHashesIgnoreComments) {
  MemoryFileSystem files = GoodProject();
  const Digest before = LoadProject(files, "p/housewright.toml").project->bootstrap[0].hash;
  files.Put("p/bootstrap/0001_databases.sql", "\xEF\xBB\xBF-- why\r\nCREATE DATABASE\t{{ db }}");
  EXPECT_EQ(LoadProject(files, "p/housewright.toml").project->bootstrap[0].hash, before);
  files.Put("p/bootstrap/0001_databases.sql", "CREATE DATABASE x");
  EXPECT_NE(LoadProject(files, "p/housewright.toml").project->bootstrap[0].hash, before);
}

}  // namespace
}  // namespace housewright::project
