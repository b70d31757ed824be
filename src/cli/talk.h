#pragma once

// stderr: what the tool says beside its result. One status line can be redrawn in place on a
// terminal; lines that are said meanwhile go above it. Safe to use from the signal thread.

#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "cli/render/style.h"

namespace housewright::cli {

class Talk {
 public:
  Talk(std::ostream& err, bool terminal, std::size_t width, Style style, Verbosity verbosity)
      : err_(err), terminal_(terminal), width_(width), style_(style), verbosity_(verbosity) {}

  void Say(std::string_view text);     // unless --quiet
  void Detail(std::string_view text);  // with --verbose
  void Insist(std::string_view text);  // always: errors, and what a person must see
  // Draws `text`, cut to the terminal's width, over the last status line; nothing elsewhere.
  void Status(std::string_view text);
  void ClearStatus();

  bool terminal() const { return terminal_; }
  bool quiet() const { return verbosity_ == Verbosity::kQuiet; }
  bool verbose() const { return verbosity_ == Verbosity::kVerbose; }
  const Style& style() const { return style_; }

 private:
  void Erase();

  std::ostream& err_;
  const bool terminal_;
  const std::size_t width_;
  const Style style_;
  const Verbosity verbosity_;
  std::mutex mutex_;
  std::string status_;
};

}  // namespace housewright::cli
