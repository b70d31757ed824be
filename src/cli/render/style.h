#pragma once

// Colour and the spelling of quantities.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace housewright::cli {

class Style {
 public:
  explicit Style(bool color) : color_(color) {}
  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  std::string Dim(std::string_view text) const { return Wrap("2", text); }
  std::string Red(std::string_view text) const { return Wrap("1;31", text); }
  std::string Yellow(std::string_view text) const { return Wrap("1;33", text); }
  std::string Green(std::string_view text) const { return Wrap("32", text); }
  bool color() const { return color_; }

 private:
  std::string Wrap(std::string_view code, std::string_view text) const;
  bool color_;
};

std::string FormatDuration(std::chrono::milliseconds duration);  // "12 ms", "1.2 s", "3 min 04 s"
std::string FormatQuantity(double value);                        // "950", "12.4 k", "1.2 M"
std::string FormatBytes(double bytes);                           // "12.4 MB"

}  // namespace housewright::cli
