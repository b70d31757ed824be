#pragma once

// What a server that compresses sends.

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace housewright::db {

inline constexpr int kPackedAsGzip = 15 + 16;
inline constexpr int kPackedAsZlib = 15;

inline std::string Packed(const std::string& text, int window = kPackedAsGzip) {
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

}  // namespace housewright::db
