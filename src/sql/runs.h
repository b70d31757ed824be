#pragma once

// Where runs of word characters and of blanks end. Most tokens are such a run, and short: to look
// at each of their bytes, or to load and compare sixteen bytes for each token, is most of the time
// that a lexer takes. So 64 bytes at a time are compared at once and kept as bits; the end of a run
// is then a shift and a count. Internal to src/sql.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sql/char_class.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace housewright::sql {

namespace runs {

inline constexpr std::size_t kBlock = 64;

// Bit i says it of byte i.
struct Bits {
  std::uint64_t words = 0;   // letters, digits, '_' and '$'
  std::uint64_t blanks = 0;  // ASCII's
};

#ifdef __SSE2__
inline __m128i Repeat16(int c) { return _mm_set1_epi8(static_cast<char>(c)); }
// 0xFF for each byte c with from <= c <= to.
inline __m128i InRange16(__m128i bytes, int from, int to) {
  const __m128i distance = _mm_sub_epi8(bytes, Repeat16(from));
  return _mm_cmpeq_epi8(_mm_min_epu8(distance, Repeat16(to - from)), distance);
}
inline std::uint64_t BitsOf16(__m128i mask) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(mask)));
}

inline Bits Classify(const char* block) {
  Bits bits;
  for (std::size_t at = 0; at < kBlock; at += 16) {
    __m128i bytes;
    std::memcpy(&bytes, block + at, sizeof bytes);
    const __m128i letters = InRange16(_mm_or_si128(bytes, Repeat16(0x20)), 'a', 'z');
    const __m128i digits = InRange16(bytes, '0', '9');
    const __m128i others =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, Repeat16('_')), _mm_cmpeq_epi8(bytes, Repeat16('$')));
    const __m128i blanks =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, Repeat16(' ')), InRange16(bytes, '\t', '\r'));
    bits.words |= BitsOf16(_mm_or_si128(_mm_or_si128(letters, digits), others)) << at;
    bits.blanks |= BitsOf16(blanks) << at;
  }
  return bits;
}
#else
inline Bits Classify(const char* block) {
  Bits bits;
  for (std::size_t i = 0; i < kBlock; ++i) {
    bits.words |= std::uint64_t{HasClass(block[i], kWordBit | kDollarBit)} << i;
    bits.blanks |= std::uint64_t{HasClass(block[i], kBlankBit)} << i;
  }
  return bits;
}
#endif

}  // namespace runs

// Borrows the text that ends at `end`.
class Runs {
 public:
  explicit Runs(const char* end) : end_(end) {}

  // Behind the letters, digits, '_' and '$' that begin at `p`, which is in the text or its end.
  const char* WordEnd(const char* p) { return RunEnd<&runs::Bits::words>(p); }
  // Behind the ASCII blanks that begin at `p`.
  const char* BlankEnd(const char* p) { return RunEnd<&runs::Bits::blanks>(p); }

 private:
  template <std::uint64_t runs::Bits::* kClass>
  const char* RunEnd(const char* p) {
    while (true) {
      std::size_t offset = reinterpret_cast<std::uintptr_t>(p) - block_;
      if (offset >= runs::kBlock) [[unlikely]] {
        bits_ = Load(p, end_);
        block_ = reinterpret_cast<std::uintptr_t>(p);
        offset = 0;
      }
      const std::uint64_t others = ~(bits_.*kClass) >> offset;
      if (others != 0) [[likely]]
        return p + std::countr_zero(others);
      p += runs::kBlock - offset;
    }
  }

  // Out of line, as it is for every 64th byte only; by value, so that the rest can stay in
  // registers.
  [[gnu::noinline]] static runs::Bits Load(const char* p, const char* end) {
    const auto left = static_cast<std::size_t>(end - p);
    if (left >= runs::kBlock) return runs::Classify(p);
    // Zeros, which end every run, stand for what is behind the text.
    std::array<char, runs::kBlock> padded{};
    std::memcpy(padded.data(), p, left);
    return runs::Classify(padded.data());
  }

  const char* end_;
  std::uintptr_t block_ = 0;  // where the bits begin; at first a place that is far from every text
  runs::Bits bits_;
};

}  // namespace housewright::sql
