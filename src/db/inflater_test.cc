#include "db/inflater.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace housewright::db {
namespace {

constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;

std::string Pack(const std::string& text, int window) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string input = text;
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

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
    EXPECT_EQ(Unpack(Pack("hello", kGzip), step), "hello");
    EXPECT_EQ(Unpack(Pack("hello", kZlib), step), "hello");
  }
}

TEST(Inflater, UnpacksMoreThanItsRoom) {
  const std::string text(1'000'000, 'x');
  EXPECT_TRUE(Unpack(Pack(text, kGzip), 100) == text);
}

TEST(Inflater, JoinsStreams) {
  for (const std::size_t step : {1U, 1'000'000U}) {
    EXPECT_EQ(Unpack(Pack("hello", kGzip) + Pack(" world", kGzip), step), "hello world");
  }
}

TEST(Inflater, TakesNothingForWhole) { EXPECT_EQ(Unpack("", 1), ""); }

TEST(Inflater, KnowsATornStream) {
  const std::string packed = Pack("hello", kGzip);
  for (std::size_t size = 1; size < packed.size(); ++size) {
    EXPECT_TRUE(Unpack(packed.substr(0, size), 3).ends_with(", torn")) << size;
  }
}

TEST(Inflater, RefusesWhatIsNoStream) {
  EXPECT_EQ(Unpack("not gzip", 100), ", no stream");
  EXPECT_EQ(Unpack(Pack("hello", kGzip) + "!!", 100), "hello, no stream");
}

}  // namespace
}  // namespace housewright::db
