// Branches and merges: `revision --splice`, `merge`, `branches`, `heads --resolve-dependencies`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/app_fixture.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Branches : public ::testing::Test {
 protected:
  Branches() { app.PutProject(); }

  // 0004 beside 0002, both behind 0001.
  void Fork() {
    app.Put("services/orders/0004_add_tax.sql",
            "-- revision: 0004\n-- down_revision: 0001\n-- branch_labels: tax\n"
            "-- message: Add the tax\n\n-- +upgrade\n-- no-op: x\n\n-- +downgrade\n-- no-op: x\n");
  }
  std::string Text(const std::string& path) { return *app.files.Read("/project/" + path); }
  AppFixture app;
};

TEST_F(Branches, SpliceMakesABranch) {
  const Printed printed = app.Run({"revision", "-m", "Add the tax", "--head", "0001", "--splice",
                                   "--branch-label", "tax", "--branch-label", "duties"});
  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, "services/orders/0004_add_the_tax.sql\n");
  EXPECT_THAT(Text("services/orders/0004_add_the_tax.sql"),
              StartsWith("-- revision: 0004\n-- down_revision: 0001\n"
                         "-- branch_labels: tax, duties\n-- message: Add the tax\n"));
}

TEST_F(Branches, ALabelIsNoOthersName) {
  Fork();
  const auto error = [&](const std::string& label) {
    return app.Run({"revision", "-m", "x", "-s", "stock", "--branch-label", label}).err;
  };
  EXPECT_EQ(error("tax"),
            "error: the branch label 'tax' is taken: it is another label\n"
            "  next: choose another label\n");
  EXPECT_EQ(error("orders"),
            "error: the branch label 'orders' is taken: it is a service\n"
            "  next: choose another label\n");
  EXPECT_EQ(error("0002"),
            "error: the branch label '0002' is taken: it is a revision\n"
            "  next: choose another label\n");
  EXPECT_THAT(error("a-b"), HasSubstr("'a-b'"));
}

TEST_F(Branches, RevisionIsOnlyPrintedWithSql) {
  const auto before = app.files.files();
  const Printed printed = app.Run({"revision", "-m", "Later", "-s", "stock", "--sql"});
  EXPECT_THAT(printed.out, StartsWith("-- revision: 0004\n-- down_revision: 0003\n"));
  EXPECT_EQ(printed.err, "");
  EXPECT_EQ(app.files.files(), before);
}

TEST_F(Branches, VersionPathNamesTheService) {
  EXPECT_EQ(app.Run({"revision", "-m", "Later", "--version-path", "services/stock/"}).out,
            "services/stock/0004_later.sql\n");
  EXPECT_EQ(app.Run({"revision", "-m", "Later", "--version-path", "versions"}).err,
            "error: 'versions' is the directory of no service; the directories are: "
            "services/orders, services/stock\n  next: name the service instead: --service NAME\n");
}

TEST_F(Branches, AParentOfAnotherServiceIsADependency) {
  EXPECT_EQ(app.Run({"revision", "-m", "x", "-s", "stock", "--head", "0002"}).err,
            "error: revision 0002 belongs to service orders, and the new one to stock\n"
            "  next: add --depends-on 0002 where it must be applied first\n");
}

TEST_F(Branches, MergeJoinsTheHeadsOfTheServiceThatHasSeveral) {
  Fork();
  const Printed printed = app.Run({"merge", "heads"});
  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, "services/orders/0005_merge_0002_and_0004.sql\n");
  EXPECT_EQ(printed.err, "next: `housewright check`\n");
  EXPECT_THAT(Text("services/orders/0005_merge_0002_and_0004.sql"),
              StartsWith("-- revision: 0005\n-- down_revision: 0002, 0004\n"
                         "-- message: Merge 0002 and 0004\n"));
  EXPECT_EQ(app.Run({"check"}).out, "check: 5 revisions, no findings\n");
}

TEST_F(Branches, MergeTakesAMessageAndALabel) {
  Fork();
  const Printed printed = app.Run({"merge", "0002", "tax", "-m", "Join", "--rev-id", "0010",
                                   "--branch-label", "joined", "--format", "json"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, StartsWith("{\n  \"command\": \"merge\",\n"));
  EXPECT_THAT(Text("services/orders/0010_join.sql"),
              StartsWith("-- revision: 0010\n-- down_revision: 0002, 0004\n"
                         "-- branch_labels: joined\n-- message: Join\n"));
}

TEST_F(Branches, MergeRefusesWhatIsNoMerge) {
  EXPECT_EQ(app.Run({"merge", "0002"}).err,
            "error: 0002 names only 0002: there is nothing to merge\n"
            "  next: name two heads or more; `housewright heads` lists them\n");
  EXPECT_EQ(app.Run({"merge", "0002", "0003"}).err,
            "error: revision 0003 belongs to service stock, and the new one to orders\n"
            "  next: add --depends-on 0003 where it must be applied first\n");
  EXPECT_EQ(app.Run({"merge", "0002", "0002"}).err,
            "error: revision 0002 is named twice as parent\n  next: name each parent once\n");
  EXPECT_EQ(app.Run({"merge", "0001", "0002"}).err,
            "error: revision 0001 is not a head: 0002 follows it\n"
            "  next: name a head (`housewright heads` lists them), or add --splice for a new "
            "branch\n");
}

TEST_F(Branches, BranchesListsBranchPointsInAlembicsFormat) {
  EXPECT_EQ(app.Run({"branches"}).out, "");
  Fork();
  EXPECT_EQ(app.Run({"branches"}).out,
            "0001 (orders) (branchpoint)\n"
            "     -> 0002 (orders) (head)\n"
            "     -> 0004 (orders, tax) (head)\n");
  EXPECT_THAT(app.Run({"branches", "-v"}).out, HasSubstr("     -> 0002 (orders) (head), Add the "
                                                         "price\n"));
  EXPECT_THAT(app.Run({"branches", "--format", "json"}).out, HasSubstr("\"children\": ["));
}

TEST_F(Branches, HeadsWithoutThoseThatSomethingDependsOn) {
  app.Put("services/stock/0004_count.sql",
          "-- revision: 0004\n-- down_revision: 0003\n-- depends_on: 0002\n-- message: Count\n\n"
          "-- +upgrade\n-- no-op: x\n\n-- +downgrade\n-- no-op: x\n");
  EXPECT_EQ(app.Run({"heads"}).out, "0002 (orders) (effective head)\n0004 (stock) (head)\n");
  EXPECT_EQ(app.Run({"heads", "--resolve-dependencies"}).out, "0004 (stock) (head)\n");
}

}  // namespace
}  // namespace housewright::cli
