#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/usage.h"

namespace housewright::cli {
namespace {

constexpr std::size_t kWidth = 90;
constexpr std::size_t kHelpColumn = 32;

void AppendEntry(std::string& out, const std::string& left, std::string_view help) {
  std::string line = "  " + left;
  if (line.size() + 2 > kHelpColumn) {
    out += line + "\n";
    line.clear();
  }
  line.resize(kHelpColumn, ' ');
  out += line + WrapText(help, kWidth - kHelpColumn, std::string(kHelpColumn, ' ')) + "\n";
}

std::string OptionHelp(const OptionSpec& option) {
  std::string help(option.help);
  if (!option.choices.empty())
    help += fmt::format(" ({})", ReplaceAll(std::string(option.choices), " ", ", "));
  if (option.repeatable) help += "; may be repeated";
  return help;
}

void AppendOptions(std::string& out, std::string_view title,
                   const std::vector<OptionSpec>& options) {
  if (options.empty()) return;
  out += fmt::format("\n{}:\n", title);
  for (const OptionSpec& option : options)
    AppendEntry(out, OptionUsage(option), OptionHelp(option));
}

}  // namespace

std::string OverviewText() {
  std::string out =
      "Housewright changes ClickHouse schemas step by step: revisions in plain SQL, up and down,\n"
      "with a journal that knows exactly what was done.\n\n"
      "To begin with:\n";
  AppendEntry(out, "housewright init DIR", "start a project");
  AppendEntry(out, "housewright revision -m …", "write the next revision file");
  AppendEntry(out, "housewright check", "find every mistake in the files, without a server");
  AppendEntry(out, "housewright upgrade", "apply what is pending to a target");
  AppendEntry(out, "housewright status", "see what is applied, pending or half-way");
  out +=
      "\nNo server at hand? `--target embedded:` runs on the built-in ClickHouse engine.\n"
      "All commands: housewright --help. One command: housewright COMMAND --help.\n";
  return out;
}

std::string HelpText() {
  std::string out =
      "usage: housewright [OPTIONS] COMMAND [...]\n\nSchema migrations for ClickHouse.\n"
      "\ncommands:\n";
  for (const CommandSpec& command : CommandSpecs()) {
    if (!command.hidden) AppendEntry(out, std::string(command.name), command.summary);
  }
  AppendOptions(out, "options, before or after the command", GlobalOptionSpecs());
  out += "\nenvironment:\n";
  for (const EnvironmentSpec& variable : EnvironmentSpecs()) {
    AppendEntry(out, std::string(variable.name), variable.meaning);
  }
  out += "\nexit codes:\n";
  for (const ExitCodeSpec& exit : ExitCodeSpecs()) {
    AppendEntry(out, std::to_string(exit.code), exit.meaning);
  }
  return out;
}

std::string HelpText(const CommandSpec& command) {
  std::string out =
      fmt::format("usage: {}\n\n{}\n", CommandUsage(command), WrapText(command.about, kWidth, ""));
  if (!command.positionals.empty()) {
    out += "\narguments:\n";
    for (const PositionalSpec& positional : command.positionals) {
      AppendEntry(out, std::string(positional.name), positional.help);
    }
  }
  AppendOptions(out, "options", command.options);
  AppendOptions(out, "options of every command", GlobalOptionSpecs());
  out += fmt::format("\nexample:\n  {}\n\nexit codes:\n", command.example);
  for (const ExitCodeSpec& exit : ExitCodesOf(command)) {
    AppendEntry(out, std::to_string(exit.code), exit.meaning);
  }
  return out;
}

}  // namespace housewright::cli
