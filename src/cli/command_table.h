#pragma once

// Every command and option as data: the parser, --help, the completions, the man page and
// docs/reference/commands.md are all made of this one table.

#include <string_view>
#include <vector>

namespace housewright::cli {

inline constexpr std::string_view kVersion = "0.1.0";

struct OptionSpec {
  std::string_view long_name;   // "--message"
  std::string_view short_name;  // "-m", or empty
  std::string_view value;       // "MESSAGE"; empty: a flag
  std::string_view help;
  bool repeatable = false;
  bool required = false;
  std::string_view choices = {};  // "text json"; empty: anything
};

struct PositionalSpec {
  std::string_view name;  // "GOAL"
  std::string_view help;
  bool required = false;
  bool repeatable = false;
  std::string_view choices = {};
};

struct CommandSpec {
  std::string_view name;
  std::string_view summary;  // a few words, for lists
  std::string_view about;    // one paragraph
  std::vector<PositionalSpec> positionals;
  std::vector<OptionSpec> options;
  std::string_view example;
  std::string_view json;        // what --format json prints
  std::vector<int> exit_codes;  // beside 0, 1 and 2, which every command has
  bool hidden = false;
};

// In the order in which a person meets them.
const std::vector<CommandSpec>& CommandSpecs();
// `_` and `-` are the same in `name`.
const CommandSpec* FindCommandSpec(std::string_view name);
// Accepted before and after the command.
const std::vector<OptionSpec>& GlobalOptionSpecs();

// --all-targets, for the commands that have it.
const OptionSpec& AllTargetsOption();

// Parts of the table; callers use CommandSpecs().
void AppendProjectCommands(std::vector<CommandSpec>& commands);
void AppendTargetCommands(std::vector<CommandSpec>& commands);
void AppendInteropCommands(std::vector<CommandSpec>& commands);

struct ExitCodeSpec {
  int code;
  std::string_view meaning;
};
const std::vector<ExitCodeSpec>& ExitCodeSpecs();

struct EnvironmentSpec {
  std::string_view name;
  std::string_view meaning;
};
const std::vector<EnvironmentSpec>& EnvironmentSpecs();

}  // namespace housewright::cli
