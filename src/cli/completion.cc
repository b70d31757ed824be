// Completion scripts, made of the command table.

#include <fmt/format.h>

#include "base/text.h"
#include "cli/help.h"

namespace housewright::cli {
namespace {

std::string CommandNames() {
  std::string names;
  for (const CommandSpec& command : CommandSpecs()) {
    if (!command.hidden) names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
  }
  return names;
}

std::string OptionNames(const std::vector<OptionSpec>& options) {
  std::string names;
  for (const OptionSpec& option : options) {
    if (!names.empty()) names += ' ';
    names += option.long_name;
    if (!option.short_name.empty()) names += fmt::format(" {}", option.short_name);
  }
  return names;
}

std::string Choices(const CommandSpec& command) {
  std::string choices;
  for (const PositionalSpec& positional : command.positionals) choices += positional.choices;
  return choices;
}

std::string BashScript() {
  std::string out =
      "# bash completion for housewright; made by `housewright completion bash`\n"
      "_housewright() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local command=\"\" i\n"
      "  case \"$before\" in\n";
  for (const OptionSpec& option : GlobalOptionSpecs()) {
    if (option.choices.empty()) continue;
    out += fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n",
                       option.long_name, option.choices);
  }
  out += fmt::format(
      "    -c|--config) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
      "    -t|--target|-x|--variable) return ;;\n"
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"${{COMP_WORDS[i]}}\" in\n"
      "      -c|--config|-t|--target|-x|--variable|--format|--color) ((i++)) ;;\n"
      "      -*) ;;\n"
      "      *) command=\"${{COMP_WORDS[i]}}\"; break ;;\n"
      "    esac\n"
      "  done\n"
      "  local options=\"{}\" words=\"\"\n"
      "  case \"$command\" in\n"
      "    \"\") words=\"{}\" ;;\n",
      OptionNames(GlobalOptionSpecs()), CommandNames());
  for (const CommandSpec& command : CommandSpecs()) {
    if (command.hidden) continue;
    out += fmt::format("    {}) options=\"$options {}\"; words=\"{}\" ;;\n", command.name,
                       OptionNames(command.options), Choices(command));
  }
  out +=
      "  esac\n"
      "  if [[ $word == -* ]]; then words=\"$options\"; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "}\n"
      "complete -o default -F _housewright housewright\n";
  return out;
}

// Inside '[...]' of a zsh _arguments specification, within single quotes.
std::string ZshText(std::string_view text) {
  std::string out = ReplaceAll(std::string(text), "'", "'\\''");
  for (const std::string_view special : {"[", "]", ":"}) {
    out = ReplaceAll(std::move(out), special, "\\" + std::string(special));
  }
  return out;
}

void AppendZshOptions(std::string& out, const std::vector<OptionSpec>& options,
                      std::string_view indent) {
  for (const OptionSpec& option : options) {
    std::string value;
    if (!option.value.empty()) {
      const std::string action = option.long_name == "--config" ? "_files"
                                 : option.choices.empty()       ? " "
                                                          : fmt::format("({})", option.choices);
      value = fmt::format(":{}:{}", ZshText(option.value), action);
    }
    const std::string repeat = option.repeatable ? "*" : "";
    for (const std::string_view name : {option.long_name, option.short_name}) {
      if (name.empty()) continue;
      out += fmt::format("{}'{}{}[{}]{}' \\\n", indent, repeat, name, ZshText(option.help), value);
    }
  }
}

std::string ZshScript() {
  std::string out =
      "#compdef housewright\n"
      "# zsh completion for housewright; made by `housewright completion zsh`\n"
      "_housewright() {\n"
      "  local context state line\n"
      "  typeset -A opt_args\n"
      "  _arguments -C \\\n";
  AppendZshOptions(out, GlobalOptionSpecs(), "    ");
  out +=
      "    '1:command:->command' \\\n"
      "    '*::argument:->argument'\n"
      "  case $state in\n"
      "    command)\n"
      "      local -a commands=(\n";
  for (const CommandSpec& command : CommandSpecs()) {
    if (!command.hidden) {
      out += fmt::format("        '{}:{}'\n", command.name, ZshText(command.summary));
    }
  }
  out +=
      "      )\n"
      "      _describe command commands ;;\n"
      "    argument)\n"
      "      case $line[1] in\n";
  for (const CommandSpec& command : CommandSpecs()) {
    if (command.hidden) continue;
    out += fmt::format("        {})\n          _arguments \\\n", command.name);
    AppendZshOptions(out, command.options, "            ");
    AppendZshOptions(out, GlobalOptionSpecs(), "            ");
    const std::string choices = Choices(command);
    out += choices.empty() ? "            '*:argument: ' ;;\n"
                           : fmt::format("            '1:argument:({})' ;;\n", choices);
  }
  out +=
      "      esac ;;\n"
      "  esac\n"
      "}\n"
      "_housewright \"$@\"\n";
  return out;
}

std::string FishText(std::string_view text) {
  return ReplaceAll(ReplaceAll(std::string(text), "\\", "\\\\"), "'", "\\'");
}

void AppendFishOptions(std::string& out, const std::vector<OptionSpec>& options,
                       const std::string& condition) {
  for (const OptionSpec& option : options) {
    out += "complete -c housewright" + condition;
    out += fmt::format(" -l {}", option.long_name.substr(2));
    if (!option.short_name.empty()) out += fmt::format(" -s {}", option.short_name.substr(1));
    if (!option.value.empty()) out += option.long_name == "--config" ? " -r -F" : " -x";
    if (!option.choices.empty()) out += fmt::format(" -a '{}'", option.choices);
    out += fmt::format(" -d '{}'\n", FishText(option.help));
  }
}

std::string FishScript() {
  std::string out =
      "# fish completion for housewright; made by `housewright completion fish`\n"
      "complete -c housewright -f\n";
  AppendFishOptions(out, GlobalOptionSpecs(), "");
  for (const CommandSpec& command : CommandSpecs()) {
    if (command.hidden) continue;
    out += fmt::format("complete -c housewright -n __fish_use_subcommand -a {} -d '{}'\n",
                       command.name, FishText(command.summary));
    const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", command.name);
    AppendFishOptions(out, command.options, condition);
    if (const std::string choices = Choices(command); !choices.empty()) {
      out += fmt::format("complete -c housewright{} -a '{}'\n", condition, choices);
    }
  }
  return out;
}

}  // namespace

std::string CompletionScript(std::string_view shell) {
  if (shell == "zsh") return ZshScript();
  if (shell == "fish") return FishScript();
  return BashScript();
}

}  // namespace housewright::cli
