#pragma once

// What ClickHouse's lexer wants to know of single bytes, as tables, and a fast search for two of
// them. Internal to src/sql.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
// Sixteen bytes at a time: where a run ends is then found without a branch that the processor
// cannot foresee, which is most of the time that a lexer takes.
inline __m128i Load16(const char* p) {
  __m128i bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  return bytes;
}
inline __m128i Repeat16(int c) { return _mm_set1_epi8(static_cast<char>(c)); }
// 0xFF in each byte c with from <= c <= to.
inline __m128i InRange16(__m128i bytes, int from, int to) {
  const __m128i distance = _mm_sub_epi8(bytes, Repeat16(from));
  return _mm_cmpeq_epi8(_mm_min_epu8(distance, Repeat16(to - from)), distance);
}
// How many bytes there are before the first that is not 0xFF; 16 without one.
inline unsigned CountLeading16(__m128i mask) {
  const auto bits = static_cast<unsigned>(_mm_movemask_epi8(mask));
  return static_cast<unsigned>(std::countr_one(bits));
}
#endif

// Behind the letters, digits, '_' and '$' that begin at p.
inline const char* SkipWord(const char* p, const char* end) {
#ifdef __SSE2__
  while (end - p >= 16) {
    const __m128i bytes = Load16(p);
    const __m128i letters = InRange16(_mm_or_si128(bytes, Repeat16(0x20)), 'a', 'z');
    const __m128i digits = InRange16(bytes, '0', '9');
    const __m128i others =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, Repeat16('_')), _mm_cmpeq_epi8(bytes, Repeat16('$')));
    const unsigned count = CountLeading16(_mm_or_si128(_mm_or_si128(letters, digits), others));
    p += count;
    if (count < 16) return p;
  }
#endif
  return SkipClass(p, end, kWordBit | kDollarBit);
}

// Behind the ASCII blanks that begin at p.
inline const char* SkipBlanks(const char* p, const char* end) {
#ifdef __SSE2__
  while (end - p >= 16) {
    const __m128i bytes = Load16(p);
    const unsigned count = CountLeading16(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, Repeat16(' ')), InRange16(bytes, '\t', '\r')));
    p += count;
    if (count < 16) return p;
  }
#endif
  return SkipClass(p, end, kBlankBit);
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
