#include "project/env_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project/test_support.h"

namespace housewright::project {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

ParsedEnvFile ParseEnv(std::string text) {
  return ParseEnvFile(SourceText(".env", std::move(text)));
}

TEST(EnvFile, ReadsValuesPlainAndQuoted) {
  const ParsedEnvFile parsed = ParseEnv(
      "\xEF\xBB\xBF# for development\n\nA=1\nexport B = \nB=two words  # a comment\r\n"
      "C='$HOME \"x\" \\n # y'\nD=\"a\\\"b\\\\c\\nd\\$e\\x\" # said\nE=a#b\nF=#\n  G=last");
  EXPECT_EQ(TextOf(parsed.diagnostics),
            R"([env-file] error: the name before '=' is none that a variable can have
  --> .env:4:8
  4 | export B ...
    |        ^^
  next: use letters, digits and '_', no digit first, and no blank before '='
)");
  EXPECT_THAT(parsed.values,
              ElementsAre(Pair("A", "1"), Pair("B", "two words"), Pair("C", "$HOME \"x\" \\n # y"),
                          Pair("D", "a\"b\\c\nd$e\\x"), Pair("E", "a#b"), Pair("F", ""),
                          Pair("G", "last")));
}

TEST(EnvFile, ErrorsPointAtTheirPlaceAndShowNoValue) {
  const std::string text = TextOf(
      ParseEnv("PASSWORD=\"hunter2\nOTHER='hunter2' hunter2\nhunter2\n1X=hunter2\n=hunter2\n")
          .diagnostics);
  EXPECT_EQ(text, R"([env-file] error: the " that begins here is not closed
  --> .env:1:10
  1 | PASSWORD="...
    |          ^
  next: add the closing " on the same line
[env-file] error: text stands behind the closing quote of the value
  --> .env:2:7
  2 | OTHER='...
    |       ^
  next: put all of the value between the quotes; inside " a quote is written \"
[env-file] error: the line has no '='
  --> .env:3:1
  next: write NAME=value
[env-file] error: the name before '=' is none that a variable can have
  --> .env:4:1
  4 | 1X...
    | ^^
  next: use letters, digits and '_', no digit first, and no blank before '='
[env-file] error: the name before '=' is none that a variable can have
  --> .env:5:1
  next: use letters, digits and '_', no digit first, and no blank before '='
)");
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

TEST(EnvFile, TheRealEnvironmentWins) {
  const Environment real = [](const std::string& name) -> std::optional<std::string> {
    if (name == "A") return "real";
    return std::nullopt;
  };
  const Environment layered = Layered(real, {{"A", "file"}, {"B", "file"}});
  EXPECT_EQ(layered("A"), "real");
  EXPECT_EQ(layered("B"), "file");
  EXPECT_EQ(layered("C"), std::nullopt);
}

TEST(EnvironmentName, IsUpperCaseWithUnderscores) {
  EXPECT_EQ(EnvironmentName("HOUSEWRIGHT_TARGET", "my-Server2"), "HOUSEWRIGHT_TARGET_MY_SERVER2");
}

}  // namespace
}  // namespace housewright::project
