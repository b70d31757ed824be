#include "cli/command_table.h"

#include <algorithm>

#include "base/text.h"

namespace housewright::cli {

const std::vector<OptionSpec>& GlobalOptionSpecs() {
  static const std::vector<OptionSpec> specs = {
      {.long_name = "--config",
       .short_name = "-c",
       .value = "PATH",
       .help = "the project's housewright.toml, or the directory that holds it; looked for in the "
               "current directory and its parents where it is not given"},
      {.long_name = "--target",
       .short_name = "-t",
       .value = "TARGET",
       .help = "a target of housewright.toml, or a URL: http://HOST:8123, https://HOST:8443, "
               "embedded:PATH (the built-in engine, data kept in PATH) or embedded: (thrown away)"},
      {.long_name = "--variable",
       .short_name = "-x",
       .value = "NAME=VALUE",
       .help = "the value of a variable; for a secret use the environment instead",
       .repeatable = true},
      {.long_name = "--env-file",
       .short_name = "",
       .value = "PATH",
       .help = "a file of NAME=value lines for environment variables that are not set, instead of "
               "that of [project] env_file"},
      {.long_name = "--format",
       .short_name = "",
       .value = "FORMAT",
       .help = "how the result is written to stdout",
       .choices = "text json"},
      {.long_name = "--quiet", .short_name = "-q", .value = "", .help = "errors and results only"},
      {.long_name = "--verbose", .short_name = "-v", .value = "", .help = "say more"},
      {.long_name = "--color",
       .short_name = "",
       .value = "WHEN",
       .help = "colour: auto means on a terminal, unless NO_COLOR is set",
       .choices = "auto always never"},
      {.long_name = "--help", .short_name = "-h", .value = "", .help = "explain the command"},
      {.long_name = "--version", .short_name = "", .value = "", .help = "print the version"},
  };
  return specs;
}

const std::vector<CommandSpec>& CommandSpecs() {
  static const std::vector<CommandSpec> specs = [] {
    std::vector<CommandSpec> all;
    AppendProjectCommands(all);
    AppendTargetCommands(all);
    AppendInteropCommands(all);
    all.push_back(
        {.name = "completion",
         .summary = "print a completion script for a shell",
         .about = "Prints a script that completes commands, options and their fixed values. Where "
                  "to put it: bash /etc/bash_completion.d or `source <(housewright completion "
                  "bash)`; zsh a file _housewright in $fpath; fish ~/.config/fish/completions.",
         .positionals =
             {{.name = "SHELL", .help = "the shell", .required = true, .choices = "bash zsh fish"}},
         .options = {},
         .example = "housewright completion bash > /etc/bash_completion.d/housewright",
         .json = R"({"command": "completion", "script": "..."})",
         .exit_codes = {}});
    all.push_back({.name = "man-page",
                   .summary = "print the manual page",
                   .about = "Prints docs/man/housewright.1 from the option table.",
                   .positionals = {},
                   .options = {},
                   .example = "housewright man-page > docs/man/housewright.1",
                   .json = R"({"command": "man-page", "text": "..."})",
                   .exit_codes = {},
                   .hidden = true});
    all.push_back({.name = "reference",
                   .summary = "print the command reference",
                   .about = "Prints docs/reference/commands.md from the option table.",
                   .positionals = {},
                   .options = {},
                   .example = "housewright reference > docs/reference/commands.md",
                   .json = R"({"command": "reference", "text": "..."})",
                   .exit_codes = {},
                   .hidden = true});
    return all;
  }();
  return specs;
}

const OptionSpec& AllTargetsOption() {
  static const OptionSpec option = {
      .long_name = "--all-targets",
      .short_name = "",
      .value = "",
      .help =
          "on each target of housewright.toml in its order; stops at the first that fails and "
          "says which were done. JSON: {command, targets: [{target, exit_code, result}], "
          "not_begun}"};
  return option;
}

const CommandSpec* FindCommandSpec(std::string_view name) {
  const auto& specs = CommandSpecs();
  // Alembic writes list_templates and ensure_version.
  const std::string dashed = ReplaceAll(std::string(name), "_", "-");
  const auto it = std::ranges::find(specs, std::string_view(dashed), &CommandSpec::name);
  return it == specs.end() ? nullptr : &*it;
}

const std::vector<ExitCodeSpec>& ExitCodeSpecs() {
  static const std::vector<ExitCodeSpec> specs = {
      {0, "done, or nothing to do"},
      {1, "failed; the message says what is true now and the one next command"},
      {2, "the command line itself is wrong"},
      {3, "differences or pending revisions were found"},
      {4, "another run holds the lock, or took it over"},
      {5, "a person must decide: see `housewright resolve --help`"},
  };
  return specs;
}

const std::vector<EnvironmentSpec>& EnvironmentSpecs() {
  static const std::vector<EnvironmentSpec> specs = {
      {"HOUSEWRIGHT_CONFIG", "as --config"},
      {"HOUSEWRIGHT_TARGET", "as --target"},
      {"HOUSEWRIGHT_USER",
       "the user for a target that is given as a URL; a named target has its "
       "own `user`"},
      {"HOUSEWRIGHT_PASSWORD",
       "the password for a target that is given as a URL; a named target "
       "has its own `password`"},
      {"HOUSEWRIGHT_VAR_<NAME>", "the value of the variable <name>"},
      {"HOUSEWRIGHT_ENGINE_LIBRARY", "path of libchdb.so for the embedded engine"},
      {"HOUSEWRIGHT_<SECTION>_<KEY>",
       "a setting of housewright.toml: docs/reference/configuration.md lists them all"},
      {"NO_COLOR", "no colour where it is set and not empty"},
  };
  return specs;
}

}  // namespace housewright::cli
