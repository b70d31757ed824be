#include "project/renumber.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/bootstrap_loader.h"
#include "project/project_checks.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using housewright::testing::MemoryFileSystem;
using ::testing::HasSubstr;

class Renumber : public ::testing::Test {
 protected:
  Renumber() { files_.Put("p/housewright.toml", "[services.a]\n[services.b]\n"); }

  // `created` is the minute after ten.
  std::string Put(const std::string& path, const std::string& down, int created,
                  const std::string& more = "") {
    const std::string id(FileName(path).substr(0, 4));
    const std::string text = fmt::format(
        "-- revision: {}   -- mine\r\n--   down_revision:{}\n{}-- created: "
        "2026-01-01T10:{:02}:00Z\n"
        "-- +upgrade\nSELECT 1; -- {} stays\n-- +downgrade\n-- no-op: x\n",
        id, down, more, created, id);
    files_.Put("p/" + path, text);
    return text;
  }

  Result<RenumberPlan> Plan(const std::vector<std::string>& named = {}) {
    RenumberSources sources;
    Diagnostics ignored;
    sources.config = *LoadConfig(files_, "p/housewright.toml").config;
    sources.revisions = LoadRevisions(files_, sources.config);
    sources.bootstrap = LoadBootstrap(files_, sources.config, ignored);
    sources.released = LoadReleased(files_, sources.config, sources.revisions, ignored);
    return PlanRenumber(sources, named);
  }
  void Release(const std::string& path) {
    const Config config = *LoadConfig(files_, "p/housewright.toml").config;
    for (const RevisionFile& file : LoadRevisions(files_, config).files) {
      if (file.path != path) continue;
      released_.revisions[file.id] = {
          .hash = file.hash.ToHex(), .service = file.service, .released = "2026-01-01T10:00:00Z"};
    }
    files_.Put("p/released.toml", RenderReleased(released_));
  }
  // Plans, writes, and answers what `check` finds then.
  std::string Apply(const std::vector<std::string>& named = {}) {
    const Result<RenumberPlan> plan = Plan(named);
    if (!plan) return plan.error().ToString();
    const Result<void> done =
        ApplyRenumber(files_, *LoadConfig(files_, "p/housewright.toml").config, *plan);
    if (!done) return done.error().ToString();
    std::string paths;
    for (const auto& [path, text] : files_.files()) {
      if (path.ends_with(".sql")) paths += path.substr(2) + "\n";
    }
    for (const Diagnostic& finding : LoadProject(files_, "p/housewright.toml").diagnostics) {
      if (finding.severity == Severity::kError) paths += finding.error.ToString() + "\n";
    }
    return paths;
  }
  const std::string& TextOf(const std::string& path) { return files_.files().at("p/" + path); }

  MemoryFileSystem files_;
  Released released_;
};

TEST_F(Renumber, GivesTheLaterOfTwoTheNextFreeIdAndKeepsEveryOtherByte) {
  Put("a/0001_x.sql", " none", 0);
  files_.Put("p/housewright.toml",
             "[services.a]\ndirectory = \"a\"\n[services.b]\ndirectory = \"b\"\n");
  const std::string later = Put("a/0002_later.sql", " 0001", 9);
  const std::string earlier = Put("b/0002_earlier.sql", " none", 5);
  const std::string child = Put("a/0003_child.sql", "0002 -- 0002", 10, "-- depends_on: b,0001\n");
  EXPECT_EQ(Apply(), "a/0001_x.sql\na/0003_child.sql\na/0004_later.sql\nb/0002_earlier.sql\n");
  EXPECT_EQ(TextOf("a/0004_later.sql"),
            ReplaceAll(later, "revision: 0002   -- mine", "revision: 0004   -- mine"));
  EXPECT_EQ(TextOf("a/0003_child.sql"),
            ReplaceAll(child, "down_revision:0002 --", "down_revision:0004 --"));
  EXPECT_EQ(TextOf("b/0002_earlier.sql"), earlier);
  EXPECT_EQ(Apply(), "a/0001_x.sql\na/0003_child.sql\na/0004_later.sql\nb/0002_earlier.sql\n");
}

TEST_F(Renumber, KeepsTheReleasedOneWhateverItsTime) {
  files_.Put("p/housewright.toml",
             "[services.a]\ndirectory = \"a\"\n[services.b]\ndirectory = \"b\"\n");
  Put("a/0001_x.sql", "none", 9);
  Release("a/0001_x.sql");
  Put("b/0001_y.sql", "none", 5);
  EXPECT_EQ(Apply(), "a/0001_x.sql\nb/0002_y.sql\n");
  Put("b/0001_z.sql", "none", 5);
  EXPECT_EQ(Apply({"a/0001_x.sql"}),
            "error: revision 0001 ('a/0001_x.sql') is released: its id must not change any more\n"
            "  next: renumber the other revision, or write a new one");
  files_.Put("p/a/0001_x.sql", ReplaceAll(TextOf("a/0001_x.sql"), "SELECT 1", "SELECT 2"));
  EXPECT_EQ(Apply(),
            "error: revision 0001 is released, and neither 'b/0001_z.sql' nor 'a/0001_x.sql' is as "
            "it was then\n  next: restore the released file from version control");
}

TEST_F(Renumber, MovesANamedRevisionBehindAllOthersWithWhatNamesIt) {
  files_.Put("p/housewright.toml",
             "[services.a]\ndirectory = \"a\"\n[services.b]\ndirectory = \"b\"\n");
  Put("a/0001_x.sql", "none", 0);
  Put("a/0002_y.sql", "0001", 1);
  Put("a/0003_m.sql", "0002", 2, "-- depends_on: 0005\n");
  Put("b/0005_z.sql", "none", 1, "-- depends_on: 0002, 0001\n");
  EXPECT_EQ(Apply({"0002", "0005"}), "a/0001_x.sql\na/0003_m.sql\na/0006_y.sql\nb/0007_z.sql\n");
  EXPECT_THAT(TextOf("b/0007_z.sql"), HasSubstr("-- depends_on: 0006, 0001\n"));
  EXPECT_THAT(TextOf("a/0003_m.sql"), HasSubstr("down_revision:0006\n-- depends_on: 0007\n"));
  EXPECT_EQ(Apply({"0003x"}),
            "error: there is no revision '0003x'; did you mean '0003'?\n  next: name an id or the "
            "path of a revision file");
}

// Two branches that both wrote 0002 and 0003 on top of it, in one service.
class RenumberChains : public Renumber {
 protected:
  RenumberChains() {
    files_.Put("p/housewright.toml", "[services.a]\ndirectory = \"a\"\n");
    Put("a/0001_x.sql", "none", 0);
    Put("a/0002_mine.sql", "0001", 1);
    Put("a/0002_theirs.sql", "0001", 2);
    Put("a/0003_mine.sql", "0002", 3);
    Put("a/0003_theirs.sql", "0002", 4);
  }
};

TEST_F(RenumberChains, AsksWhichFilesBelongTogether) {
  EXPECT_EQ(
      Apply(),
      R"(error: 'a/0002_mine.sql' and 'a/0002_theirs.sql' are both 0002: nobody can tell which of them revision 0003 means
  --> a/0003_theirs.sql:2:20
  2 | --   down_revision:0002
    |                    ^^^^
  next: name all the files that came from one of the branches: `housewright renumber FILE FILE ...`)");
}

TEST_F(RenumberChains, FilesThatAreNamedBelongTogether) {
  EXPECT_EQ(Apply({"a/0002_mine.sql", "a/0003_mine.sql"}),
            "a/0001_x.sql\na/0002_theirs.sql\na/0003_theirs.sql\na/0004_mine.sql\n"
            "a/0005_mine.sql\n");
  EXPECT_THAT(TextOf("a/0005_mine.sql"), HasSubstr("down_revision:0004\n"));
  EXPECT_THAT(TextOf("a/0004_mine.sql"), HasSubstr("down_revision:0001\n"));
  EXPECT_THAT(TextOf("a/0003_theirs.sql"), HasSubstr("down_revision:0002\n"));
}

TEST_F(RenumberChains, AParentThatIsYoungerIsNoParent) {
  ASSERT_TRUE(files_.Remove("p/a/0003_theirs.sql").has_value());
  Put("a/0002_theirs.sql", "0001", 9);
  EXPECT_EQ(Apply(), "a/0001_x.sql\na/0002_mine.sql\na/0003_mine.sql\na/0004_theirs.sql\n");
  EXPECT_THAT(TextOf("a/0003_mine.sql"), HasSubstr("down_revision:0002\n"));
}

TEST_F(RenumberChains, TakesBackWhatItDidWhereItCannotFinish) {
  const auto before = files_.files();
  for (int changes = 0; changes < 4; ++changes) {
    MemoryFileSystem broken = files_;
    broken.FailChangesAfter(changes);
    std::swap(files_, broken);
    EXPECT_THAT(Apply({"a/0002_mine.sql", "a/0003_mine.sql"}),
                HasSubstr("No space left on device\n  while: renumbering; what was written before "
                          "is taken back: all files are as they were"))
        << changes;
    EXPECT_EQ(files_.files(), before) << changes;
    std::swap(files_, broken);
  }
}

TEST_F(RenumberChains, SaysWhatCouldNotBeTakenBack) {
  files_.FailChangesAfter(1);
  files_.FailTakingBack();
  EXPECT_EQ(Apply({"a/0002_mine.sql", "a/0003_mine.sql"}),
            "error: cannot write 'p/a/0005_mine.sql': No space left on device\n"
            "  while: renumbering; these files are changed and could not be taken back: "
            "a/0004_mine.sql\n  next: restore them from version control (`git status` shows them), "
            "then run `housewright renumber` again");
}

TEST(ParseCreated, KnowsZones) {
  EXPECT_EQ(ParseCreated("1970-01-02T00:00:00Z"), 86400);
  EXPECT_EQ(ParseCreated("1970-01-02T02:00:00+02:00"), 86400);
  EXPECT_EQ(ParseCreated("1970-01-01 23:30:00-00:30"), 86400);
  EXPECT_EQ(ParseCreated("1970-01-02"), std::nullopt);
  EXPECT_EQ(ParseCreated("yesterday, about noon"), std::nullopt);
  EXPECT_EQ(ParseCreated("1970-02-30T00:00:00Z"), std::nullopt);
  EXPECT_EQ(ParseCreated("1970-01-02T00:00:00+2"), std::nullopt);
}

}  // namespace
}  // namespace housewright::project
