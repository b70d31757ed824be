#include "project/squash.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using revision::AppliedState;
using revision::RevisionId;

// 0001 to 0004 are one line of `app`, 0003 with a label; 0005 and 0006 another service's.
testing::MemoryFileSystem Line(const std::string& more_of_0003 = "-- depends_on: 0005\n") {
  return {{"housewright.toml", "[services.app]\n[services.side]\n"},
          {"services/app/0001_a.sql", RevisionText("0001", "none")},
          {"services/app/0002_b.sql", RevisionText("0002", "0001", "-- branch_labels: early\n")},
          {"services/app/0003_c.sql", RevisionText("0003", "0002", more_of_0003)},
          {"services/app/0004_d.sql", RevisionText("0004", "0003")},
          {"services/side/0005_e.sql", RevisionText("0005", "none")},
          {"services/side/0006_f.sql", RevisionText("0006", "0005")}};
}

Project MustLoad(const testing::MemoryFileSystem& files) {
  LoadedProject loaded = LoadProject(files, "housewright.toml");
  EXPECT_EQ(TextOf(loaded.diagnostics), "");
  return loaded.project ? *std::move(loaded.project) : Project{};
}

std::string IdsOf(const Project& project, const std::vector<revision::RevisionGraph::Index>& list) {
  std::vector<std::string> ids;
  for (const auto index : list) ids.push_back(project.graph.node(index).id.text());
  return Join(ids, " ");
}

std::string FilesOf(const std::vector<RevisionFile>& files) {
  std::vector<std::string> ids;
  for (const RevisionFile& file : files) ids.push_back(file.id.text());
  return Join(ids, " ");
}

std::string WhyNot(const testing::MemoryFileSystem& files, std::string_view range) {
  const auto run = FindSquashRun(MustLoad(files), range);
  return run ? "there is one" : std::string(run.error().message());
}

TEST(FindSquashRun, TakesBothEndsAndWhatTheyNeed) {
  const Project project = MustLoad(Line());
  const auto run = FindSquashRun(project, "0002:0003");
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(IdsOf(project, run->revisions), "0002 0003");
  EXPECT_EQ(IdsOf(project, run->before.Members()), "0001 0005");
  ASSERT_EQ(run->parents.size(), 1u);
  EXPECT_EQ(run->parents.front().text(), "0001");
  EXPECT_EQ(Join(run->depends_on, " "), "0005");
  EXPECT_EQ(Join(run->labels, " "), "early");
  EXPECT_EQ(run->ServiceOf(project), "app");
}

TEST(FindSquashRun, BeginsAtTheFirstOfTheServiceWhereNoneIsNamed) {
  const Project project = MustLoad(Line());
  for (const char* range : {"0003", ":0003", "base:0003"}) {
    const auto run = FindSquashRun(project, range);
    ASSERT_TRUE(run) << range << ": " << run.error().ToString();
    EXPECT_EQ(IdsOf(project, run->revisions), "0001 0002 0003") << range;
  }
}

TEST(FindSquashRun, RefusesWhatIsNoRun) {
  EXPECT_EQ(WhyNot(Line(), "0002:0002"), "0002 is one revision: there is nothing to squash");
  EXPECT_EQ(WhyNot(Line(), "0003:0002"), "0002 does not follow 0003");
  EXPECT_EQ(WhyNot(Line(), "0005:0003"), "0003 does not follow 0005");

  testing::MemoryFileSystem branched = Line();
  branched.Put("services/app/0007_g.sql", RevisionText("0007", "0002"));
  branched.Put("services/app/0008_h.sql", RevisionText("0008", "0004, 0007"));
  EXPECT_EQ(WhyNot(branched, "0001:0003"), "revision 0007 branches off within the run, from 0002");
  EXPECT_EQ(WhyNot(branched, "0004:0008"), "revision 0008 joins several lines");

  testing::MemoryFileSystem between = Line("-- depends_on: 0006\n");
  between.Put("services/side/0006_f.sql", RevisionText("0006", "0005", "-- depends_on: 0001\n"));
  EXPECT_EQ(WhyNot(between, "0001:0003"),
            "revision 0006 comes between 0001 and 0003: it needs the one, and the other needs it");

  testing::MemoryFileSystem standing = Line("-- replaces: 0009\n");
  EXPECT_EQ(WhyNot(standing, "0001:0003"), "revision 0003 stands for others itself");
}

// As `squash` leaves it: one revision, and the files that it replaces in `squashed`.
testing::MemoryFileSystem Squashed() {
  testing::MemoryFileSystem files = Line();
  for (const char* name : {"0001_a.sql", "0002_b.sql", "0003_c.sql"}) {
    const std::string old = fmt::format("services/app/{}", name);
    files.Put(fmt::format("services/app/squashed/{}", name), *files.Read(old));
    EXPECT_TRUE(files.Remove(old));
  }
  files.Put("services/app/0007_all.sql",
            RevisionText("0007", "none", "-- depends_on: 0005\n-- replaces: 0001, 0002, 0003\n"));
  return files;
}

TEST(WithBaseline, PutsTheOneInPlaceOfTheMany) {
  const Project whole = MustLoad(Squashed());
  const Project many = MustLoad(Line());
  const auto one = WithBaseline(many, *whole.Find(RevisionId("0007")));
  ASSERT_TRUE(one);
  EXPECT_EQ(FilesOf(one->revisions), FilesOf(whole.revisions));
  EXPECT_EQ(FilesOf(one->squashed), "0001 0002 0003");
  const auto next = *one->graph.Find(RevisionId("0004"));
  EXPECT_EQ(IdsOf(*one, {one->graph.Parents(next).front()}), "0007");
}

TEST(ForStateAmongReplaced, PutsTheManyBackWhereTheStateIsAmongThem) {
  const Project whole = MustLoad(Squashed());
  EXPECT_EQ(FilesOf(whole.revisions), "0004 0005 0006 0007");
  for (const char* ids : {"0001 0005", "0001 0002 0005"}) {
    const auto fitting = ForStateAmongReplaced(whole, StateOf(ids));
    ASSERT_TRUE(fitting) << ids;
    EXPECT_EQ(FilesOf(fitting->revisions), "0001 0002 0003 0004 0005 0006") << ids;
    const auto next = *fitting->graph.Find(RevisionId("0004"));
    EXPECT_EQ(IdsOf(*fitting, {fitting->graph.Parents(next).front()}), "0003") << ids;
  }
}

TEST(ForStateAmongReplaced, IsNothingForStatesElsewhere) {
  const Project whole = MustLoad(Squashed());
  for (const char* ids : {"", "0005", "0007 0005", "0007 0005 0004"}) {
    EXPECT_FALSE(ForStateAmongReplaced(whole, StateOf(ids))) << ids;
  }
  testing::MemoryFileSystem gone = Squashed();
  EXPECT_TRUE(gone.Remove("services/app/squashed/0002_b.sql"));
  EXPECT_FALSE(ForStateAmongReplaced(MustLoad(gone), StateOf("0001")));
}

}  // namespace
}  // namespace housewright::project
