#include "interop/utf8.h"

namespace housewright::interop {

std::size_t EndOfUtf8(std::string_view text) {
  const auto byte = [text](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned first = byte(at);
    const unsigned second = byte(at + 1);
    std::size_t length = 0;
    if (first < 0x80) {
      length = 1;
    } else if (first >= 0xC2 && first <= 0xDF) {
      length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
      const bool is_good = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second < 0xA0);
      length = is_good ? 3 : 0;
    } else if (first >= 0xF0 && first <= 0xF4) {
      const bool is_good = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second < 0x90);
      length = is_good ? 4 : 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
      if ((byte(at + i) & 0xC0U) != 0x80U) length = 0;
    }
    if (length == 0) return at;
    at += length;
  }
  return at;
}

}  // namespace housewright::interop
