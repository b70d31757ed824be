#include "cli/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_table.h"

namespace housewright::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

template <class Options>
Options Parsed(const std::vector<std::string>& args) {
  const Result<CommandLine> line = ParseCommandLine(args);
  EXPECT_TRUE(line.has_value()) << line.error().ToString();
  return line ? std::get<Options>(line->options) : Options{};
}

std::string ErrorOf(const std::vector<std::string>& args) {
  const Result<CommandLine> line = ParseCommandLine(args);
  EXPECT_FALSE(line.has_value());
  EXPECT_EQ(line.error().code(), ErrorCode::kUsage);
  return line.error().ToString();
}

TEST(ParseCommandLine, TakesGlobalOptionsBeforeAndAfterTheCommand) {
  const auto line = ParseCommandLine(
      {"-t", "upgrade", "-x", "a=1", "upgrade", "-x", "b=x=y", "--format", "json", "-q", "0003"});
  ASSERT_TRUE(line.has_value()) << line.error().ToString();
  EXPECT_EQ(line->command, "upgrade");
  EXPECT_EQ(line->global.target, "upgrade");
  EXPECT_THAT(line->global.variables, ElementsAre(Pair("a", "1"), Pair("b", "x=y")));
  EXPECT_EQ(line->global.format, Format::kJson);
  EXPECT_EQ(line->global.verbosity, Verbosity::kQuiet);
  EXPECT_EQ(std::get<UpgradeOptions>(line->options).goal, "0003");
}

TEST(ParseCommandLine, UpgradesToTheHeadsWhereNoGoalIsNamed) {
  EXPECT_EQ(Parsed<UpgradeOptions>({"upgrade"}).goal, "heads");
}

TEST(ParseCommandLine, TakesRelativeGoalsAsGoalsAndNotAsOptions) {
  EXPECT_EQ(Parsed<DowngradeOptions>({"downgrade", "-1"}).goal, "-1");
  EXPECT_EQ(Parsed<UpgradeOptions>({"upgrade", "+2"}).goal, "+2");
  EXPECT_EQ(Parsed<DowngradeOptions>({"downgrade", "xapi@-1"}).goal, "xapi@-1");
  EXPECT_EQ(Parsed<HistoryOptions>({"history", "-r", "-3:current"}).range, "-3:current");
  EXPECT_EQ(Parsed<HistoryOptions>({"history", "-r-3:current"}).range, "-3:current");
}

TEST(ParseCommandLine, TakesTheNameOfACommandAsAGoal) {
  EXPECT_EQ(Parsed<UpgradeOptions>({"upgrade", "heads"}).goal, "heads");
  EXPECT_THAT(Parsed<ShowOptions>({"show", "current", "heads"}).revisions,
              ElementsAre("current", "heads"));
}

TEST(ParseCommandLine, ReadsEachOptionOfRevision) {
  const auto options =
      Parsed<RevisionOptions>({"revision", "-m", "Add it", "-s", "xapi", "--rev-id", "0009",
                               "--head", "0007", "--depends-on", "0001", "--depends-on", "vector"});
  EXPECT_EQ(options.message, "Add it");
  EXPECT_EQ(options.service, "xapi");
  EXPECT_EQ(options.rev_id, "0009");
  EXPECT_EQ(options.head, "0007");
  EXPECT_THAT(options.depends_on, ElementsAre("0001", "vector"));
}

TEST(ParseCommandLine, ReadsTheVerdictOfResolve) {
  const auto options =
      Parsed<ResolveOptions>({"resolve", "0004", "--had-no-effect", "--statement", "3"});
  EXPECT_EQ(options.revision, "0004");
  EXPECT_EQ(options.verdict, Verdict::kHadNoEffect);
  EXPECT_EQ(options.statement, 3U);
}

TEST(ParseCommandLine, ReadsHowSqlIsPrinted) {
  EXPECT_EQ(Parsed<UpgradeOptions>({"upgrade", "--sql"}).sql, SqlOutput::kPrintMasked);
  EXPECT_EQ(Parsed<UpgradeOptions>({"upgrade", "--sql", "--with-secrets"}).sql,
            SqlOutput::kPrintWithSecrets);
  EXPECT_EQ(Parsed<DowngradeOptions>({"downgrade", "a:b", "--sql", "--tag", "x y"}).script.tag,
            "x y");
  EXPECT_TRUE(Parsed<StampOptions>({"stamp", "a", "--sql", "--from-target"}).script.from_target);
}

TEST(ParseCommandLine, ShowsTheOverviewTheVersionAndTheHelp) {
  Parsed<OverviewOptions>({});
  Parsed<VersionOptions>({"--version"});
  EXPECT_EQ(Parsed<HelpOptions>({"--help"}).command, "");
  EXPECT_EQ(Parsed<HelpOptions>({"resolve", "-h"}).command, "resolve");
  EXPECT_EQ(Parsed<HelpOptions>({"help", "resolve"}).command, "resolve");
}

TEST(ParseCommandLine, WaitsASecondsNumberGiven) {
  EXPECT_EQ(Parsed<DeployOptions>({"deploy"}).wait, std::chrono::seconds(60));
  EXPECT_EQ(Parsed<DeployOptions>({"deploy", "--wait=5"}).wait, std::chrono::seconds(5));
}

struct Refusal {
  std::vector<std::string> args;
  std::string error;
};

TEST(ParseCommandLine, RefusesWhatItDoesNotUnderstandAndSaysWhatWasMeant) {
  const std::vector<Refusal> refusals = {
      {{"upgarde"},
       "error: there is no command 'upgarde'; did you mean 'upgrade'?\n  next: housewright --help"},
      {{"upgrade", "--sqll"},
       "error: there is no option '--sqll'; did you mean '--sql'?\n"
       "  next: housewright upgrade --help"},
      {{"heads", "0001"},
       "error: '0001' is one word too many for `housewright heads`\n"
       "  next: housewright heads --help"},
      {{"downgrade"},
       "error: `housewright downgrade` needs GOAL: -N, base, an id or prefix to keep, "
       "service@base, service@-N\n  next: housewright downgrade --help"},
      {{"revision"},
       "error: `housewright revision` needs --message MESSAGE: what the revision does, in one "
       "line\n  next: housewright revision --help"},
      {{"heads", "--format", "yaml"},
       "error: --format must be one of text, json, not 'yaml'\n  next: housewright heads --help"},
      {{"completion", "tcsh"},
       "error: SHELL must be one of bash, zsh, fish, not 'tcsh'\n"
       "  next: housewright completion --help"},
      {{"deploy", "--wait", "soon"},
       "error: --wait wants a whole number, not 'soon'\n  next: housewright deploy --help"},
      {{"-x", "secret", "heads"},
       "error: -x wants NAME=VALUE, and 'secret' has no '='\n  next: housewright heads --help"},
      {{"heads", "-q", "-v"},
       "error: --quiet and --verbose exclude each other\n  next: housewright heads --help"},
      {{"upgrade", "--with-secrets"},
       "error: --with-secrets goes with --sql\n  next: housewright upgrade --help"},
      {{"downgrade", "-1", "--from-target"},
       "error: --from-target goes with --sql\n  next: housewright downgrade --help"},
      {{"stamp", "heads", "--tag", "x"},
       "error: --tag goes with --sql\n  next: housewright stamp --help"},
      {{"resolve", "0001"},
       "error: `housewright resolve` needs one of --took-effect and --had-no-effect\n"
       "  next: housewright resolve --help"},
      {{"resolve", "0001", "--took-effect", "--had-no-effect"},
       "error: `housewright resolve` needs one of --took-effect and --had-no-effect\n"
       "  next: housewright resolve --help"},
  };
  for (const Refusal& refusal : refusals) EXPECT_EQ(ErrorOf(refusal.args), refusal.error);
}

TEST(ParseCommandLine, NeverShowsTheValueOfAnAssignmentWithoutName) {
  EXPECT_EQ(ErrorOf({"heads", "-x", "=hunter2"}),
            "error: -x wants NAME=VALUE, and '' has no '='\n  next: housewright heads --help");
}

TEST(ParseCommandLine, KnowsEveryCommandOfTheTable) {
  for (const CommandSpec& command : CommandSpecs()) {
    std::vector<std::string> args = {std::string(command.name)};
    for (const PositionalSpec& positional : command.positionals) {
      if (!positional.required) continue;
      args.emplace_back(positional.choices.empty()
                            ? "0001"
                            : positional.choices.substr(0, positional.choices.find(' ')));
    }
    for (const OptionSpec& option : command.options) {
      if (option.required) args.insert(args.end(), {std::string(option.long_name), "text"});
    }
    if (command.name == "resolve") args.emplace_back("--took-effect");
    const auto line = ParseCommandLine(args);
    EXPECT_TRUE(line.has_value()) << command.name << ": " << line.error().ToString();
  }
}

TEST(AsksForJson, SeesBothSpellings) {
  EXPECT_TRUE(AsksForJson({"nonsense", "--format", "json"}));
  EXPECT_TRUE(AsksForJson({"--format=json"}));
  EXPECT_FALSE(AsksForJson({"--format", "text", "json"}));
}

}  // namespace
}  // namespace housewright::cli
