#pragma once

// Texts made of the command table: --help, the overview, the manual page, the reference page.

#include <string>

#include "cli/command_table.h"

namespace housewright::cli {

std::string OverviewText();  // `housewright` alone: what it is and the five commands to begin with
std::string HelpText();      // `housewright --help`: everything, one line each
std::string HelpText(const CommandSpec& command);
std::string ManPage();                                 // docs/man/housewright.1, roff
std::string CommandReference();                        // docs/reference/commands.md
std::string CompletionScript(std::string_view shell);  // bash, zsh or fish

}  // namespace housewright::cli
