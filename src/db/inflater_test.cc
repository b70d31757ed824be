#include "db/inflater.h"

#include <gtest/gtest.h>

#include "db/packed_for_tests.h"

namespace housewright::db {
namespace {

// "text" where the bytes are whole, "text, torn", or "text, no stream", in pieces of `step` bytes.
std::string Unpack(std::string_view bytes, std::size_t step) {
  Inflater inflater;
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    if (!inflater.Take(bytes.substr(0, step), out)) return out + ", no stream";
  }
  return inflater.complete() ? out : out + ", torn";
}

TEST(Inflater, UnpacksGzipAndZlibInPiecesOfAnySize) {
  for (const std::size_t step : {1U, 7U, 1'000'000U}) {
    EXPECT_EQ(Unpack(Packed("hello"), step), "hello");
    EXPECT_EQ(Unpack(Packed("hello", kPackedAsZlib), step), "hello");
  }
}

TEST(Inflater, UnpacksMoreThanItsRoom) {
  const std::string text(1'000'000, 'x');
  EXPECT_TRUE(Unpack(Packed(text), 100) == text);
}

TEST(Inflater, JoinsStreams) {
  for (const std::size_t step : {1U, 1'000'000U}) {
    EXPECT_EQ(Unpack(Packed("hello") + Packed(" world"), step), "hello world");
  }
}

TEST(Inflater, TakesNothingForWhole) { EXPECT_EQ(Unpack("", 1), ""); }

TEST(Inflater, KnowsATornStream) {
  const std::string packed = Packed("hello");
  for (std::size_t size = 1; size < packed.size(); ++size) {
    EXPECT_TRUE(Unpack(packed.substr(0, size), 3).ends_with(", torn")) << size;
  }
}

TEST(Inflater, RefusesWhatIsNoStream) {
  EXPECT_EQ(Unpack("not gzip", 100), ", no stream");
  EXPECT_EQ(Unpack(Packed("hello") + "!!", 100), "hello, no stream");
}

}  // namespace
}  // namespace housewright::db
