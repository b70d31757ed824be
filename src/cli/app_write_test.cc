// The commands that write files: init, revision, release.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/app_fixture.h"
#include "cli/project_templates.h"
#include "cli/source_file.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;

TEST(Init, WritesAProjectThatPassesCheck) {
  AppFixture app;
  const Printed printed = app.Run({"init", "shop", "--service", "orders", "--service", "stock"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out,
            "wrote shop/housewright.toml\nwrote shop/bootstrap/0001_databases.sql\n"
            "wrote shop/services/orders/.gitkeep\nwrote shop/services/stock/.gitkeep\n"
            "wrote shop/README.md\nwrote shop/.gitignore\n");
  EXPECT_EQ(printed.err, "next: cd shop && housewright revision -m \"...\"\n");
  EXPECT_EQ(app.Run({"check", "-c", "/project/shop"}).out, "check: 0 revisions, no findings\n");
}

TEST(Init, CompletesAProjectAndKeepsWhatIsThere) {
  AppFixture app;
  app.Run({"init", "."});
  app.Put("README.md", "mine\n");
  ASSERT_TRUE(app.files.Remove("/project/.gitignore").has_value());
  const Printed printed = app.Run({"init"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out,
            "wrote .gitignore\nkept  housewright.toml\nkept  bootstrap/0001_databases.sql\n"
            "kept  services/app/.gitkeep\nkept  README.md\n");
  EXPECT_EQ(app.files.files().at("/project/README.md"), "mine\n");
}

TEST(Init, RefusesADirectoryThatHoldsOtherThings) {
  AppFixture app;
  app.Put("novel.txt", "It was a dark night\n");
  const Printed printed = app.Run({"init"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err,
            "error: '/project' is not empty: it holds 'novel.txt'\n"
            "  next: name a new directory: `housewright init DIR`\n");
  EXPECT_EQ(app.files.files().size(), 1U);
}

TEST(Init, RefusesANameThatIsNone) {
  AppFixture app;
  EXPECT_EQ(app.Run({"init", "--service", "a/b"}).err,
            "error: 'a/b' is no name for a service\n  next: use letters, digits, '_' and '-'\n");
}

TEST(Init, EveryTemplateIsListedAndPassesCheck) {
  const std::string listed = AppFixture().Run({"list_templates"}).out;
  for (const ProjectTemplate& one : ProjectTemplates()) {
    SCOPED_TRACE(one.name);
    EXPECT_THAT(listed, HasSubstr(std::string(one.name)));
    AppFixture app;
    const Printed printed = app.Run({"init", "--template", std::string(one.name), "shop"});
    ASSERT_EQ(printed.exit_code, 0) << printed.err;
    for (const std::string_view service : one.services) {
      EXPECT_THAT(printed.out, HasSubstr(fmt::format("wrote shop/services/{}/", service)));
    }
    const Printed check = app.Run({"check", "--strict", "-c", "/project/shop"});
    EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
    EXPECT_THAT(check.out, ::testing::EndsWith(", no findings\n"));
  }
}

TEST(Init, ServicesOfTheUserGoIntoTheTemplate) {
  AppFixture app;
  app.Run({"init", "--template", "services", "-q", "--service", "a-b", "--service", "c", "shop"});
  EXPECT_EQ(app.files.files().at("/project/shop/services/c/0002_create_c.sql"),
            "-- revision: 0002\n-- down_revision: none\n-- depends_on: 0001\n"
            "-- message: Create c\n\n-- +upgrade\n"
            "CREATE TABLE {{ database }}.c (id UInt64, at DateTime)\n"
            "ENGINE = MergeTree ORDER BY (at, id);\n\n-- +downgrade\n"
            "DROP TABLE {{ database }}.c;\n");
  app.Run({"init", "--template", "multidb", "--service", "a-b", "--service", "c", "two"});
  EXPECT_THAT(app.files.files().at("/project/two/housewright.toml"),
              HasSubstr("[targets.a-b]\nurl = \"embedded:.housewright/a-b\"\nservices = "
                        "[\"a-b\"]\n\n[targets.c]\n"));
  EXPECT_THAT(app.files.files().at("/project/two/bootstrap/0001_databases.sql"),
              HasSubstr("CREATE DATABASE IF NOT EXISTS housewright;\n"
                        "CREATE DATABASE IF NOT EXISTS {{ a_b_database }};\n"));
}

// tests/teams runs the commands of those files.
TEST(Init, ChecksForCiAreThoseOfTheExamples) {
  AppFixture app;
  app.Run({"init", "--template", "ci", "shop"});
  EXPECT_EQ(app.files.files().at("/project/shop/.github/workflows/housewright.yml"),
            SourceFile("examples/ci/github-actions.yml"));
  EXPECT_EQ(app.files.files().at("/project/shop/.gitlab-ci.yml"),
            SourceFile("examples/ci/gitlab-ci.yml"));
}

TEST(Init, RefusesATemplateThatIsNotThere) {
  AppFixture app;
  const Printed printed = app.Run({"init", "--template", "async"});
  EXPECT_EQ(printed.exit_code, 2);
  EXPECT_EQ(printed.err,
            "error: there is no template 'async'; there are generic, services, multidb, ci\n"
            "  next: `housewright list-templates` says what they are for\n");
}

class Revision : public ::testing::Test {
 protected:
  Revision() { app.PutProject(); }
  std::string TextOf(const std::string& path) const {
    const auto found = app.files.files().find("/project/" + path);
    return found == app.files.files().end() ? "(no file)" : found->second;
  }
  AppFixture app;
};

TEST_F(Revision, GoesOnFromTheHeadOfItsServiceWithTheNextNumberOfTheProject) {
  const Printed printed = app.Run({"revision", "-m", "Add the Table of returns!", "-s", "orders"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, "services/orders/0004_add_the_table_of_returns.sql\n");
  EXPECT_EQ(printed.err, "next: write its two parts, then `housewright check`\n");
  EXPECT_EQ(TextOf("services/orders/0004_add_the_table_of_returns.sql"),
            "-- revision: 0004\n-- down_revision: 0002\n-- message: Add the Table of returns!\n"
            "-- created: 2026-11-23T10:00:00Z\n\n-- +upgrade\n"
            "-- Write here the statements that make the change, each ended by a semicolon.\n"
            "-- Where there is nothing to do, say so in a line `no-op: reason` behind two "
            "dashes.\n\n-- +downgrade\n"
            "-- Write here the statements that undo it, the last one first.\n"
            "-- Where that cannot be, say so in a line `irreversible: reason` behind two "
            "dashes.\n");
}

TEST_F(Revision, TemplateDoesNotPassCheckBeforeItIsWritten) {
  app.Run({"revision", "-m", "Later", "-s", "stock"});
  const Printed printed = app.Run({"check"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_THAT(printed.out, HasSubstr("error: the upgrade part is empty [empty-part]\n"));
  EXPECT_THAT(printed.out, HasSubstr("check: 4 revisions, 2 errors\n"));
}

TEST_F(Revision, TakesDependenciesByPrefixAndByService) {
  app.Run({"revision", "-m", "x", "-s", "stock", "--depends-on", "0002", "--depends-on", "orders"});
  EXPECT_THAT(TextOf("services/stock/0004_x.sql"),
              HasSubstr("-- down_revision: 0003\n-- depends_on: 0002, orders\n"));
}

TEST_F(Revision, CutsALongNameAtAWord) {
  const Printed printed = app.Run({"revision", "-s", "stock", "-m",
                                   "A message that goes on and on beyond all reasonable measure"});
  EXPECT_EQ(printed.out, "services/stock/0004_a_message_that_goes_on_and_on_beyond_all.sql\n");
}

TEST_F(Revision, TakesNameAndTimeAsTheProjectSays) {
  app.Put("housewright.toml",
          "[project]\nfile_template = \"{year}/{month}{day}_{hour}{minute}_{rev}_{slug}\"\n"
          "truncate_slug_length = 9\ntimezone = \"+05:30\"\n"
          "[services.stock]\nrecursive = true\ndirectories = [\"stock\", \"older\"]\n");
  app.Put("older/2025/1231_2359_0007_x.sql",
          "-- revision: 0007\n-- down_revision: none\n-- +upgrade\nSELECT 1;\n-- +downgrade\n"
          "-- no-op: x\n");
  app.Put("stock/.gitkeep", "");
  const Printed printed = app.Run({"revision", "-m", "Add the price"});
  EXPECT_EQ(printed.out, "stock/2026/1123_1530_0008_add_the.sql\n") << printed.err;
  EXPECT_THAT(TextOf("stock/2026/1123_1530_0008_add_the.sql"),
              HasSubstr("-- down_revision: 0007\n-- message: Add the price\n"
                        "-- created: 2026-11-23T15:30:00+05:30\n"));
  EXPECT_THAT(app.Run({"history"}).out, HasSubstr("0007 -> 0008 (stock) (head), Add the price\n"));
}

TEST_F(Revision, RefusesATimeZoneThatIsNone) {
  app.Put("housewright.toml", "[project]\ntimezone = \"/Berlin\"\n[services.app]\n");
  app.Put("services/app/.gitkeep", "");
  EXPECT_EQ(
      app.Run({"revision", "-m", "x"}).err,
      "error: the time zone '/Berlin' has no name that a zone can have\n"
      "  --> /project/housewright.toml:2:12\n  2 | timezone = \"/Berlin\"\n"
      "    |            ^^^^^^^^^\n  next: write a name such as Europe/Berlin, or UTC, local, "
      "or an offset such as +02:00\n");
}

TEST_F(Revision, AsksForTheServiceWhereThereAreSeveral) {
  const Printed printed = app.Run({"revision", "-m", "x"});
  EXPECT_EQ(printed.exit_code, 2);
  EXPECT_EQ(printed.err,
            "error: the project has several services: orders, stock\n  next: add --service NAME\n");
}

TEST_F(Revision, RefusesAServiceThatIsNotThere) {
  EXPECT_EQ(app.Run({"revision", "-m", "x", "-s", "order"}).err,
            "error: there is no service 'order'; did you mean 'orders'?\n"
            "  next: add [services.order] to /project/housewright.toml\n");
}

TEST_F(Revision, RefusesAParentThatIsNoHead) {
  const Printed printed = app.Run({"revision", "-m", "x", "--head", "0001"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err,
            "error: revision 0001 is not a head: 0002 follows it\n"
            "  next: name a head (`housewright heads` lists them), or add --splice for a new "
            "branch\n");
}

TEST_F(Revision, RefusesAnIdThatIsTaken) {
  EXPECT_EQ(app.Run({"revision", "-m", "x", "-s", "stock", "--rev-id", "0001"}).err,
            "error: there is a revision 0001 already: services/orders/0001_create_orders.sql\n");
}

TEST_F(Revision, LeavesNothingBehindOnAFullDisk) {
  const auto before = app.files.files();
  app.files.FailWrites();
  const Printed printed = app.Run({"revision", "-m", "x", "-s", "stock"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err,
            "error: cannot write '/project/services/stock/0004_x.sql': No space left on device\n");
  EXPECT_EQ(app.files.files(), before);
}

TEST_F(Revision, RefusesMessagesThatTheHeaderCannotHold) {
  EXPECT_EQ(app.Run({"revision", "-m", "  ", "-s", "stock"}).exit_code, 2);
  EXPECT_EQ(app.Run({"revision", "-m", "a\nb", "-s", "stock"}).err,
            "error: the message must be one line\n");
  EXPECT_EQ(app.Run({"revision", "-m", "a -- b", "-s", "stock"}).err,
            "error: the message must not hold ' -- ', which begins a comment in the header\n");
}

class Release : public Revision {};

TEST_F(Release, RecordsARevisionWithWhatItNeedsOnce) {
  Printed printed = app.Run({"release", "0003"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, "released: 0001, 0003\n");
  printed = app.Run({"release"});
  EXPECT_EQ(printed.out, "released: 0002\n");
  EXPECT_EQ(app.Run({"release"}).out, "nothing to do: released already\n");
  EXPECT_EQ(app.Run({"verify"}).out, "verify: 3 released revisions unchanged\n");
}

TEST_F(Release, MakesAnEditOfTheRevisionAnError) {
  app.Run({"release"});
  app.Put("services/orders/0002_add_price.sql",
          "-- revision: 0002\n-- down_revision: 0001\n-- message: Add the price\n"
          "-- created: 2026-11-23T10:05:00Z\n\n-- +upgrade\n"
          "ALTER TABLE {{ database }}.orders ADD COLUMN price Decimal(12, 2);\n\n"
          "-- +downgrade\nALTER TABLE {{ database }}.orders DROP COLUMN price;\n");
  for (const char* command : {"verify", "upgrade", "release"}) {
    const Printed printed = app.Run({command});
    EXPECT_EQ(printed.exit_code, 1) << command;
    EXPECT_EQ(printed.err,
              "error: released revision 0002 was changed [released-edited]\n"
              "  --> services/orders/0002_add_price.sql:1:1\n"
              "  1 | -- revision: 0002\n    | ^^^^^^^^^^^^^^^^^\n"
              "  next: restore 'services/orders/0002_add_price.sql' from version control and write "
              "a new revision for the change\n\n1 error\n");
  }
}

TEST_F(Release, AllowsAnotherLayoutOfTheSameSql) {
  app.Run({"release"});
  app.Put("services/orders/0002_add_price.sql",
          "-- revision: 0002\n-- down_revision: 0001\n-- message: Add the price\n"
          "-- created: 2026-11-23T10:05:00Z\n\n-- +upgrade\n-- prices came late\n"
          "ALTER TABLE {{ database }}.orders\n  ADD COLUMN price Decimal(9, 2);\n\n"
          "-- +downgrade\nALTER TABLE {{ database }}.orders DROP COLUMN price;\n");
  EXPECT_EQ(app.Run({"verify"}).out, "verify: 3 released revisions unchanged\n");
}

class RenumberCommand : public Revision {
 protected:
  RenumberCommand() {
    app.Put("services/orders/0003_other.sql",
            "-- revision: 0003\n-- down_revision: 0002\n-- created: 2026-11-23T10:09:00Z\n"
            "-- +upgrade\nSELECT 1;\n-- +downgrade\n-- no-op: x\n");
  }
};

TEST_F(RenumberCommand, MendsWhatIsThereTwiceOnce) {
  EXPECT_THAT(app.Run({"check"}).out,
              HasSubstr("run `housewright renumber`: it gives the later one the next free id, "
                        "0004\n"));
  const auto before = app.files.files();
  Printed printed = app.Run({"renumber", "--dry-run"});
  EXPECT_EQ(printed.out,
            "0003 -> 0004  services/stock/0003_create_stock.sql -> 0004_create_stock.sql\n");
  EXPECT_EQ(printed.err, "nothing was changed: --dry-run\n");
  EXPECT_EQ(app.files.files(), before);
  EXPECT_EQ(app.Run({"renumber", "--format", "json"}).out,
            R"({
  "command": "renumber",
  "dry_run": false,
  "renumbered": [
    {
      "from": "0003",
      "to": "0004",
      "service": "stock",
      "path": "services/stock/0003_create_stock.sql",
      "new_path": "services/stock/0004_create_stock.sql"
    }
  ],
  "following": []
}
)");
  EXPECT_EQ(app.Run({"check"}).out, "check: 4 revisions, no findings\n");
  EXPECT_EQ(app.Run({"renumber"}).out, "nothing to do: no two files have one id\n");
}

TEST_F(RenumberCommand, TakesAPathFromTheCurrentDirectoryOrTheProject) {
  app.Run({"renumber", "/project/services/orders/0003_other.sql"});
  EXPECT_THAT(TextOf("services/orders/0004_other.sql"), HasSubstr("-- revision: 0004\n"));
  app.Run({"renumber", "-c", "/project", "services/orders/0004_other.sql"});
  EXPECT_THAT(TextOf("services/orders/0005_other.sql"), HasSubstr("-- revision: 0005\n"));
}

TEST_F(RenumberCommand, RunsTheHooksOnWhatItRewrites) {
  app.Put("housewright.toml", TextOf("housewright.toml") +
                                  "[[hooks]]\nname = \"format\"\ncommand = [\"f\", \"{file}\"]\n");
  std::vector<std::string> calls;
  int status = 0;
  app.run_program = [&](const ProgramCall& call) -> Result<int> {
    calls.push_back(Join(call.command, " "));
    return status;
  };
  app.Run({"renumber", "--dry-run"});
  EXPECT_THAT(calls, ::testing::ElementsAre());
  app.Run({"renumber"});
  EXPECT_THAT(calls, ::testing::ElementsAre("f /project/services/stock/0004_create_stock.sql"));
  status = 1;
  const Printed failed = app.Run({"renumber", "/project/services/orders/0003_other.sql"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("error: the hook 'format' ended with exit status 1; "
                                    "'services/orders/0005_other.sql' is written and stays\n"));
  EXPECT_THAT(failed.err, HasSubstr("  while: running the hooks; all files are renumbered: "
                                    "services/orders/0005_other.sql\n"));
  EXPECT_THAT(TextOf("services/orders/0005_other.sql"), HasSubstr("-- revision: 0005\n"));
}

TEST_F(RenumberCommand, RefusesWhereAnIdCannotBeRead) {
  app.Put("services/orders/0004_bad.sql", "-- down_revision: 0003\n-- +upgrade\nSELECT 1;\n");
  EXPECT_EQ(app.Run({"renumber"}).err,
            "error: no '-- revision:' line in the header [header]\n"
            "  --> services/orders/0004_bad.sql:1:1\n  1 | -- down_revision: 0003\n"
            "    | ^\n  next: write -- revision: 0004 in the first line\n\n1 error\n");
  app.Put("services/orders/0004_bad.sql", "");
  app.Put("released.toml", "<<<<<<< HEAD\n");
  EXPECT_THAT(app.Run({"renumber"}).err, HasSubstr("a merge conflict stands in the file"));
}

TEST_F(Revision, HooksRunInOrderUntilOneFails) {
  app.Put("housewright.toml",
          "[services.app]\n[[hooks]]\nname = \"one\"\ncommand = [\"a\", \"-f={file}\"]\n"
          "[[hooks]]\nname = \"two\"\ncommand = [\"b\"]\ncwd = \"tools\"\n"
          "[[hooks]]\nname = \"three\"\ncommand = [\"c\"]\n");
  app.Put("services/app/.gitkeep", "");
  std::vector<std::string> calls;
  app.run_program = [&calls](const ProgramCall& call) -> Result<int> {
    calls.push_back(call.directory + ": " + Join(call.command, " "));
    return call.command[0] == "b" ? 128 + 9 : 0;
  };
  const Printed printed = app.Run({"revision", "-m", "x"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.out, "");
  EXPECT_EQ(printed.err,
            "error: the hook 'two' was ended by signal 9; 'services/app/0001_x.sql' is written "
            "and stays, not run: three\n  --> /project/housewright.toml:6:8\n"
            "  6 | name = \"two\"\n    |        ^^^^^\n  next: mend what the hook found fault with "
            "in the file, or its [[hooks]] entry; the command need not be run again\n");
  EXPECT_THAT(calls, ::testing::ElementsAre("/project: a -f=/project/services/app/0001_x.sql",
                                            "/project/tools: b"));
  EXPECT_THAT(TextOf("services/app/0001_x.sql"), HasSubstr("-- revision: 0001\n"));
}

}  // namespace
}  // namespace housewright::cli
