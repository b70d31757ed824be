#pragma once

// What ClickHouse's lexer wants to know of single bytes, as tables, and a fast search for two of
// them. Internal to src/sql.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace housewright::sql {

inline constexpr std::uint8_t kBlankBit = 1;    // blank, tab, LF, CR, form feed, vertical tab
inline constexpr std::uint8_t kWordBit = 2;     // A-Z a-z 0-9 _
inline constexpr std::uint8_t kDigitBit = 4;    // 0-9
inline constexpr std::uint8_t kHexBit = 8;      // 0-9 A-F a-f
inline constexpr std::uint8_t kDollarBit = 16;  // $

inline constexpr std::array<std::uint8_t, 256> kCharClass = [] {
  std::array<std::uint8_t, 256> table{};
  const auto add = [&table](unsigned char from, unsigned char to, std::uint8_t bits) {
    for (std::size_t c = from; c <= to; ++c) {
      auto& entry = table[c];
      entry = static_cast<std::uint8_t>(entry | bits);
    }
  };
  add('\t', '\r', kBlankBit);
  add(' ', ' ', kBlankBit);
  add('0', '9', kWordBit | kDigitBit | kHexBit);
  add('A', 'Z', kWordBit);
  add('a', 'z', kWordBit);
  add('_', '_', kWordBit);
  add('A', 'F', kHexBit);
  add('a', 'f', kHexBit);
  add('$', '$', kDollarBit);
  return table;
}();

inline bool HasClass(char c, unsigned bits) {
  return (kCharClass[static_cast<unsigned char>(c)] & bits) != 0;
}
inline bool IsBlank(char c) { return HasClass(c, kBlankBit); }
inline bool IsWord(char c) { return HasClass(c, kWordBit); }
inline bool IsDigit(char c) { return HasClass(c, kDigitBit); }
inline bool IsHexDigit(char c) { return HasClass(c, kHexBit); }
inline bool IsContinuationByte(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

inline const char* SkipClass(const char* p, const char* end, unsigned bits) {
  while (p != end && HasClass(*p, bits)) ++p;
  return p;
}

// The first `c` in [p, end), or end.
inline const char* Find(const char* p, const char* end, char c) {
  if (p == end) return end;
  const void* found = std::memchr(p, c, static_cast<std::size_t>(end - p));
  return found == nullptr ? end : static_cast<const char*>(found);
}

// The first `a` or `b` in [p, end), or end. Eight bytes at a time: string literals and comments are
// where large inputs spend their bytes.
inline const char* FindEither(const char* p, const char* end, char a, char b) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  const std::uint64_t all_a = kOnes * static_cast<unsigned char>(a);
  const std::uint64_t all_b = kOnes * static_cast<unsigned char>(b);
  while (end - p >= 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, p, sizeof bytes);
    const std::uint64_t zero_at_a = bytes ^ all_a;
    const std::uint64_t zero_at_b = bytes ^ all_b;
    // A set high bit says that some byte is zero; which one is left to the loop below, so that the
    // byte order of the machine does not matter.
    const std::uint64_t hit =
        (((zero_at_a - kOnes) & ~zero_at_a) | ((zero_at_b - kOnes) & ~zero_at_b)) & kHighBits;
    if (hit != 0) break;
    p += 8;
  }
  while (p != end && *p != a && *p != b) ++p;
  return p;
}

}  // namespace housewright::sql
