#include "sql/runs.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace housewright::sql {
namespace {

// Whatever the order in which runs are asked for: a block may begin anywhere.
void ExpectRunsOf(const std::vector<char>& text, std::mt19937& random) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  Runs runs(end);
  for (std::size_t asked = 0; asked < 2 * text.size() + 2; ++asked) {
    const char* const p = begin + random() % (text.size() + 1);
    ASSERT_EQ(runs.WordEnd(p) - p, SkipClass(p, end, kWordBit | kDollarBit) - p);
    ASSERT_EQ(runs.BlankEnd(p) - p, SkipClass(p, end, kBlankBit) - p);
  }
}

TEST(Runs, EndWhereTheTableOfClassesSays) {
  std::mt19937 random(64);
  for (std::size_t size = 0; size < 300; ++size) {
    // A vector of the text's own size, so that AddressSanitizer sees a byte read behind it.
    std::vector<char> text(size);
    const std::uint64_t length_of_runs = 1 + random() % 150;
    char c = 'a';
    for (char& byte : text) {
      if (random() % length_of_runs == 0) c = static_cast<char>(random());
      byte = c;
    }
    ExpectRunsOf(text, random);
  }
}

TEST(Runs, EveryByteIsInItsClass) {
  for (int c = 0; c < 256; ++c) {
    const std::vector<char> text(70, static_cast<char>(c));
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    Runs runs(end);
    EXPECT_EQ(runs.WordEnd(begin), HasClass(text[0], kWordBit | kDollarBit) ? end : begin) << c;
    EXPECT_EQ(runs.BlankEnd(begin), HasClass(text[0], kBlankBit) ? end : begin) << c;
  }
}

}  // namespace
}  // namespace housewright::sql
