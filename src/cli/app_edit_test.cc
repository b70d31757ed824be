// `edit`: which files are opened, with which editor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/app_fixture.h"

namespace housewright::cli {
namespace {

using ::testing::ElementsAre;

class Edit : public ::testing::Test {
 protected:
  Edit() {
    app.PutProject();
    app.environment["EDITOR"] = "code --wait";
  }
  AppFixture app;
};

TEST_F(Edit, OpensTheFilesOnceInTheEditorOfTheEnvironment) {
  const Printed printed = app.Run({"edit", "0002", "heads"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(app.programs,
              ElementsAre(ElementsAre("sh", "-c", "code --wait \"$@\"", "code --wait",
                                      "/project/services/orders/0002_add_price.sql",
                                      "/project/services/stock/0003_create_stock.sql")));
}

TEST_F(Edit, TakesTheSystemsEditorWhereNoneIsNamed) {
  app.environment = {{"PATH", "/bin:/usr/bin"}};
  EXPECT_EQ(app.Run({"edit", "0001"}).err,
            "error: no editor was found\n  next: set EDITOR to the command that opens a file\n");
  app.files.Put("/usr/bin/nano", "");
  EXPECT_EQ(app.Run({"edit", "0001"}).exit_code, 0);
  EXPECT_EQ(app.programs.back().at(3), "nano");
  app.environment["VISUAL"] = "vi";
  EXPECT_EQ(app.Run({"edit", "0001"}).exit_code, 0);
  EXPECT_EQ(app.programs.back().at(3), "vi");
}

TEST_F(Edit, WarnsOfAReleasedRevision) {
  ASSERT_EQ(app.Run({"release", "0001"}).exit_code, 0);
  const Printed printed = app.Run({"edit", "0001"});
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_EQ(printed.err, "revision 0001 is released: `check` will refuse any change\n");
}

TEST_F(Edit, SaysThatTheEditorFailed) {
  app.program_status = 3;
  const Printed printed = app.Run({"edit", "0001"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err, "error: the editor 'code --wait' ended with exit status 3\n");
}

TEST_F(Edit, OpensNothingWhereNothingIsNamed) {
  const Printed printed = app.Run({"edit", "base"});
  EXPECT_EQ(printed.exit_code, 1);
  EXPECT_EQ(printed.err,
            "error: base names no revision that could be edited\n  next: `housewright history` "
            "lists the revisions\n");
  EXPECT_THAT(app.programs, ::testing::IsEmpty());
}

TEST_F(Edit, JsonNamesTheFiles) {
  EXPECT_EQ(app.Run({"edit", "0001", "--format", "json"}).out,
            "{\n  \"command\": \"edit\",\n  \"files\": [\n"
            "    \"services/orders/0001_create_orders.sql\"\n  ]\n}\n");
}

}  // namespace
}  // namespace housewright::cli
