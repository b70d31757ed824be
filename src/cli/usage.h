#pragma once

// Small pieces that help, manual page and reference share.

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_table.h"

namespace housewright::cli {

std::string OptionUsage(const OptionSpec& option);     // "-m, --message MESSAGE"
std::string CommandUsage(const CommandSpec& command);  // "housewright show REV... [OPTIONS]"
std::vector<ExitCodeSpec> ExitCodesOf(const CommandSpec& command);
// Lines of at most `width` characters; every line but the first begins with `indent`.
std::string WrapText(std::string_view text, std::size_t width, const std::string& indent);

}  // namespace housewright::cli
