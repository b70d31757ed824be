#pragma once

// Numbers in a server's answer.

#include <charconv>
#include <string_view>

namespace housewright::journal {

// 0 where `text` does not begin with one.
template <class T>
T NumberIn(std::string_view text) {
  T number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace housewright::journal
