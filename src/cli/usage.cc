#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace housewright::cli {

std::string OptionUsage(const OptionSpec& option) {
  std::string usage;
  if (!option.short_name.empty()) usage = fmt::format("{}, ", option.short_name);
  usage += option.long_name;
  if (!option.value.empty()) usage += fmt::format(" {}", option.value);
  return usage;
}

std::string CommandUsage(const CommandSpec& command) {
  std::string usage = fmt::format("housewright {}", command.name);
  for (const PositionalSpec& positional : command.positionals) {
    const std::string name =
        fmt::format("{}{}", positional.name, positional.repeatable ? "..." : "");
    usage += positional.required ? " " + name : fmt::format(" [{}]", name);
  }
  for (const OptionSpec& option : command.options) {
    if (option.required) usage += fmt::format(" {} {}", option.short_name, option.value);
  }
  return usage + " [OPTIONS]";
}

std::vector<ExitCodeSpec> ExitCodesOf(const CommandSpec& command) {
  std::vector<ExitCodeSpec> exits;
  for (const ExitCodeSpec& exit : ExitCodeSpecs()) {
    if (exit.code <= 2 ||
        std::ranges::find(command.exit_codes, exit.code) != command.exit_codes.end()) {
      exits.push_back(exit);
    }
  }
  return exits;
}

std::string WrapText(std::string_view text, std::size_t width, const std::string& indent) {
  std::string out;
  std::size_t line = 0;
  for (const std::string_view word : Split(text, ' ')) {
    if (line > 0 && line + 1 + word.size() > width) {
      out += "\n" + indent;
      line = 0;
    }
    if (line > 0) {
      out += ' ';
      ++line;
    }
    out += word;
    line += word.size();
  }
  return out;
}

}  // namespace housewright::cli
