#include "cli/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cli/source_file.h"
#include "cli/usage.h"
#include "testing/temporary_directory.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;

TEST(ManPage, InTheSourceTreeIsTheOneOfTheTable) {
  EXPECT_EQ(SourceFile("docs/man/housewright.1"), ManPage())
      << "run: housewright man-page > docs/man/housewright.1";
}

TEST(CommandReference, InTheSourceTreeIsTheOneOfTheTable) {
  EXPECT_EQ(SourceFile("docs/reference/commands.md"), CommandReference())
      << "run: housewright reference > docs/reference/commands.md";
}

TEST(CommandTable, TeachesEachCommandInFull) {
  for (const CommandSpec& command : CommandSpecs()) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_GE(command.about.size(), command.summary.size()) << command.name;
    EXPECT_TRUE(command.about.ends_with('.')) << command.name;
    EXPECT_TRUE(command.example.starts_with("housewright ")) << command.name;
    EXPECT_THAT(std::string(command.json), HasSubstr("\"command\"")) << command.name;
  }
}

TEST(HelpText, OfACommandHasUsageParagraphOptionsExampleAndExitCodes) {
  const std::string text = HelpText(*FindCommandSpec("heads"));
  EXPECT_THAT(text, ::testing::StartsWith(
                        "usage: housewright heads [OPTIONS]\n\n"
                        "Lists the revisions that no other revision follows.\n\n"
                        "options:\n  --resolve-dependencies        leave out those that a "
                        "revision depends on\n\noptions of every command:\n"
                        "  -c, --config PATH             the project's housewright.toml"));
  EXPECT_THAT(
      text,
      ::testing::EndsWith(
          "\nexample:\n  housewright heads\n\nexit codes:\n"
          "  0                             done, or nothing to do\n"
          "  1                             failed; the message says what is true now and the one "
          "next\n                                command\n"
          "  2                             the command line itself is wrong\n"));
}

TEST(HelpText, ListsEveryCommandThatIsNotHidden) {
  const std::string text = HelpText();
  for (const CommandSpec& command : CommandSpecs()) {
    const std::string line = "\n  " + std::string(command.name) + "  ";
    EXPECT_EQ(text.find(line) != std::string::npos, !command.hidden) << command.name;
  }
}

TEST(OverviewText, NamesTheFiveCommandsToBeginWith) {
  const std::string text = OverviewText();
  for (const char* command : {"init", "revision", "check", "upgrade", "status"}) {
    EXPECT_THAT(text, HasSubstr(std::string("  housewright ") + command));
  }
}

TEST(WrapText, BreaksAtBlanksAndIndents) {
  EXPECT_EQ(WrapText("one two three four", 9, "  "), "one two\n  three\n  four");
}

TEST(CompletionScript, OfBashIsReadByBashAndCompletes) {
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "script") << CompletionScript("bash");
  const auto completes = [&](const std::string& words, int index) {
    const std::string command = "bash -c 'source " + (directory / "script") + "; COMP_WORDS=(" +
                                words + "); COMP_CWORD=" + std::to_string(index) +
                                "; _housewright; echo \"${COMPREPLY[*]}\"' > " +
                                (directory / "out");
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream out(directory / "out");
    std::string line;
    std::getline(out, line);
    return line;
  };
  EXPECT_EQ(completes("housewright up", 1), "upgrade");
  EXPECT_EQ(completes("housewright -t x upgrade --s", 4), "--sql");
  EXPECT_EQ(completes("housewright --format \"\"", 2), "text json");
  EXPECT_EQ(completes("housewright completion f", 2), "fish");
}

class CompletionScriptOf : public ::testing::TestWithParam<const char*> {};

TEST_P(CompletionScriptOf, IsReadByItsShell) {
  const std::string shell = GetParam();
  if (std::system(("command -v " + shell + " > /dev/null 2>&1").c_str()) != 0) {
    GTEST_SKIP() << shell << " is not installed: scripts/install-dependencies test";
  }
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "script") << CompletionScript(shell);
  const std::string command = shell + " -n " + (directory / "script");
  EXPECT_EQ(std::system(command.c_str()), 0) << CompletionScript(shell);
}

INSTANTIATE_TEST_SUITE_P(All, CompletionScriptOf, ::testing::Values("bash", "zsh", "fish"),
                         [](const auto& one) { return std::string(one.param); });

// What zsh and fish offer, as the shells themselves say it.
TEST(CompletionScript, OfZshDefinesItsFunction) {
  if (std::system("command -v zsh > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "zsh is not installed: scripts/install-dependencies test";
  }
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "_housewright") << CompletionScript("zsh");
  const std::string command =
      "zsh -f -c 'fpath=(" + directory.path() +
      " $fpath); autoload -Uz compinit; compinit -D -u; [[ "
      "$_comps[housewright] == _housewright ]] && autoload +X _housewright'";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(CompletionScript, OfFishCompletes) {
  if (std::system("command -v fish > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "fish is not installed: scripts/install-dependencies test";
  }
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "script") << CompletionScript("fish");
  const std::string command =
      "HOME=" + directory.path() + " fish --no-config -c 'source " + (directory / "script") +
      "; complete -C \"housewright upg\"; complete -C \"housewright upgrade "
      "--with\"' > " +
      (directory / "out");
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::stringstream out;
  out << std::ifstream(directory / "out").rdbuf();
  EXPECT_THAT(out.str(), HasSubstr("upgrade\tapply revisions\n"));
  EXPECT_THAT(out.str(), HasSubstr("--with-secrets\t"));
}

TEST(CommandHelp, EndsWithALineEndEverywhere) {
  EXPECT_TRUE(OverviewText().ends_with(".\n"));
  EXPECT_TRUE(HelpText().ends_with("\n"));
  for (const CommandSpec& command : CommandSpecs()) {
    const std::string text = HelpText(command);
    EXPECT_TRUE(text.ends_with("\n")) << command.name;
    EXPECT_THAT(text, HasSubstr("\nexample:\n  housewright " + std::string(command.name)));
    EXPECT_THAT(text, HasSubstr("\nexit codes:\n  0  "));
  }
}

TEST(CompletionScript, NamesEveryCommandForEveryShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = CompletionScript(shell);
    for (const CommandSpec& command : CommandSpecs()) {
      if (command.hidden) continue;
      EXPECT_THAT(script, HasSubstr(std::string(command.name))) << shell;
    }
  }
}

}  // namespace
}  // namespace housewright::cli
