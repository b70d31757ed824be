// Bad input: each a clear error with its place and the next command, all at once where there are
// several.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/app_fixture.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;

class BadInput : public ::testing::Test {
 protected:
  BadInput() { app.PutProject(); }
  void ExpectError(const std::vector<std::string>& args, int exit_code, const std::string& err) {
    const Printed printed = app.Run(args);
    EXPECT_EQ(printed.exit_code, exit_code);
    EXPECT_EQ(printed.err, err);
    EXPECT_EQ(printed.out, "");
  }
  AppFixture app;
};

TEST_F(BadInput, UnknownRevisionHasTheNearestNames) {
  ExpectError({"show", "0033"}, 1,
              "error: there is no revision '0033'\n  next: did you mean 0003?\n");
}

TEST_F(BadInput, AmbiguousPrefixHasItsRevisions) {
  ExpectError({"show", "00"}, 1,
              "error: '00' is ambiguous: 3 revisions begin with it: 0001 (orders), 0002 (orders), "
              "0003 (stock)\n  next: write more of the id\n");
}

TEST_F(BadInput, RangeThatGoesDownwards) {
  ExpectError({"history", "-r", "0002:0001"}, 1,
              "error: 0002 is not below 0001\n"
              "  next: a range goes from the older revision to the newer one\n");
}

TEST_F(BadInput, RangeWithoutAnEnd) {
  ExpectError({"history", "-r", "0002"}, 2,
              "error: a range is START:END, and '0002' has no ':'\n"
              "  next: leave a side out for all: `-r 0003:` or `-r :0003`\n");
}

TEST_F(BadInput, RangeForARunThatPrintsNoScript) {
  ExpectError({"upgrade", "base:heads"}, 2,
              "error: the range 'base:heads' is for --sql; a run begins at what is applied\n"
              "  next: housewright upgrade base:heads --sql\n");
}

TEST_F(BadInput, DowngradeScriptWithoutAStart) {
  ExpectError({"downgrade", "base", "--sql"}, 2,
              "error: `downgrade --sql` needs START:GOAL, or --from-target\n"
              "  next: housewright downgrade heads:base --sql\n");
}

TEST_F(BadInput, ProjectWithoutTarget) {
  ExpectError({"current"}, 1,
              "error: no target is named, and the project has none\n"
              "  next: add --target http://localhost:8123, or a [targets.NAME] with a url to "
              "/project/housewright.toml\n");
}

TEST_F(BadInput, UnknownTargetHasTheNearestName) {
  app.Put("housewright.toml",
          "[services.orders]\n[services.stock]\n[variables]\ndatabase = \"shop\"\n"
          "reader_password = { secret = true }\n"
          "[targets.production]\nurl = \"http://localhost\"\n");
  ExpectError({"current", "-t", "prodution"}, 1,
              "error: there is no target 'prodution' in /project/housewright.toml; did you mean "
              "'production'?\n  next: name one of its targets, or a URL such as "
              "http://localhost:8123\n");
}

TEST_F(BadInput, MissingSecretIsNamedAtEachPlace) {
  ExpectError({"upgrade", "--sql", "--with-secrets"}, 1,
              "error: the secret 'reader_password' has no value [missing-variable]\n"
              "  --> services/stock/0003_create_stock.sql:8:55\n"
              "  8 | CREATE USER reader IDENTIFIED WITH sha256_password BY {{ reader_password "
              "}};\n"
              "    |                                                       "
              "^^^^^^^^^^^^^^^^^^^^^\n"
              "  next: set the environment variable HOUSEWRIGHT_VAR_READER_PASSWORD or "
              "READER_PASSWORD\n\n1 error\n");
}

TEST_F(BadInput, UnknownVariableOnTheCommandLine) {
  const Printed printed = app.Run({"upgrade", "--sql", "-x", "databse=x"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_THAT(printed.err, HasSubstr("'databse'"));
  EXPECT_THAT(printed.err, HasSubstr("database"));
}

TEST_F(BadInput, ConfigurationThatIsNotThere) {
  ExpectError(
      {"check", "-c", "elsewhere"}, 1,
      "error: there is no 'elsewhere', which --config names\n"
      "  next: name the project's housewright.toml, or start one with `housewright init`\n");
}

TEST_F(BadInput, NoProjectAnywhere) {
  AppFixture empty;
  const Printed printed = empty.Run({"check"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err,
            "error: no housewright.toml in '/project' or a directory above it\n"
            "  next: run `housewright init` to start a project here, or name the file with "
            "--config\n");
}

TEST_F(BadInput, TomlErrorHasLineAndCaret) {
  app.Put("housewright.toml", "[project]\nname = \n");
  const Printed printed = app.Run({"heads"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_THAT(printed.err, HasSubstr("error: not valid TOML: "));
  EXPECT_THAT(printed.err, HasSubstr("housewright.toml:2:"));
  EXPECT_THAT(printed.err, HasSubstr("^"));
}

TEST_F(BadInput, CheckReportsAllFaultsAtOnce) {
  app.Put("services/orders/0002_add_price.sql",
          "-- revision: 0002\n-- down_revision: 0001\n-- message: Add the price\n\n-- +upgrade\n"
          "ALTER TABLE {{ databse }}.orders ADD COLUMN price String DEFAULT 'x;\n\n"
          "-- +downgrade\n");
  app.Put("services/orders/0004_again.sql",
          "-- revision: 0001\n-- down_revision: 0007\n-- message: Again\n\n-- +upgrade\nSELECT 1;\n"
          "\n-- +downgrade\n-- no-op: it only looks\n");
  app.Put("services/stock/notes.txt", "buy milk\n");
  const Printed printed = app.Run({"check"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err, "");
  for (const char* rule : {"[duplicate-id]", "[file-pattern]", "[syntax]"}) {
    EXPECT_THAT(printed.out, HasSubstr(rule));
  }
  EXPECT_THAT(printed.out, HasSubstr("services/orders/0002_add_price.sql:6:"));
  EXPECT_THAT(printed.out, ::testing::ContainsRegex("\ncheck: [0-9]+ errors"));
}

TEST_F(BadInput, CycleHasItsMembers) {
  app.Put("services/orders/0001_create_orders.sql",
          "-- revision: 0001\n-- down_revision: 0002\n-- message: Create orders\n\n-- +upgrade\n"
          "SELECT 1;\n\n-- +downgrade\n-- no-op: it only looks\n");
  const Printed printed = app.Run({"check"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_THAT(printed.out, HasSubstr("[cycle]"));
  EXPECT_THAT(printed.out, HasSubstr("0001"));
  EXPECT_THAT(printed.out, HasSubstr("0002"));
}

TEST_F(BadInput, MissingServiceDirectory) {
  app.Put("housewright.toml",
          "[services.orders]\n[services.stock]\n[services.billing]\n"
          "[variables]\ndatabase = \"shop\"\nreader_password = \"x\"\n");
  const Printed printed = app.Run({"check"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_THAT(printed.out, HasSubstr("[service-missing]"));
  EXPECT_THAT(printed.out, HasSubstr("services/billing"));
}

TEST_F(BadInput, IsJsonWhereJsonIsAskedFor) {
  const Printed printed = app.Run({"show", "00", "--format", "json"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err, "");
  EXPECT_EQ(printed.out,
            "{\n  \"command\": \"show\",\n  \"exit_code\": 1,\n  \"error\": {\n"
            "    \"code\": \"invalid_input\",\n"
            "    \"message\": \"'00' is ambiguous: 3 revisions begin with it: 0001 (orders), 0002 "
            "(orders), 0003 (stock)\",\n"
            "    \"advice\": \"write more of the id\"\n  }\n}\n");
}

TEST_F(BadInput, OfTheCommandLineIsJsonToo) {
  const Printed printed = app.Run({"--format", "json", "upgarde"});
  EXPECT_EQ(printed.exit_code, 2);
  EXPECT_THAT(printed.out, HasSubstr("\"code\": \"usage\""));
}

}  // namespace
}  // namespace housewright::cli
