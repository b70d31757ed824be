#include "cli/render/style.h"

#include <fmt/format.h>

#include <array>

namespace housewright::cli {
namespace {

std::string WithUnit(double value, const std::array<std::string_view, 5>& units) {
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  const std::string number =
      unit == 0 ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
  return units[unit].empty() ? number : fmt::format("{} {}", number, units[unit]);
}

}  // namespace

std::string Style::Wrap(std::string_view code, std::string_view text) const {
  if (!color_) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string FormatDuration(std::chrono::milliseconds duration) {
  const auto milliseconds = duration.count();
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  if (milliseconds < 59'950) {
    return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
  }
  const auto seconds = (milliseconds + 500) / 1000;
  if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3600, seconds % 3600 / 60);
}

std::string FormatQuantity(double value) { return WithUnit(value, {"", "k", "M", "G", "T"}); }
std::string FormatBytes(double bytes) { return WithUnit(bytes, {"B", "kB", "MB", "GB", "TB"}); }

}  // namespace housewright::cli
