#include "db/inflater.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace housewright::db {

struct Inflater::Stream {
  z_stream zlib = {};
  std::array<char, 65536> room{};
  ~Stream() { inflateEnd(&zlib); }
};

Inflater::Inflater() : stream_(std::make_unique<Stream>()) {
  constexpr int kGzipOrZlib = 15 + 32;
  if (inflateInit2(&stream_->zlib, kGzipOrZlib) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() = default;

bool Inflater::Take(std::string_view bytes, std::string& out) {
  z_stream& zlib = stream_->zlib;
  while (!bytes.empty()) {
    // Several streams may stand one behind the other, and are one text.
    if (complete_ && zlib.total_in > 0 && inflateReset(&zlib) != Z_OK) return false;
    complete_ = false;
    const std::size_t size = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    // zlib's interface is not const-correct; it does not write to its input.
    zlib.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    zlib.avail_in = static_cast<uInt>(size);
    int answer = Z_OK;
    do {
      zlib.next_out = reinterpret_cast<Bytef*>(stream_->room.data());
      zlib.avail_out = static_cast<uInt>(stream_->room.size());
      answer = inflate(&zlib, Z_NO_FLUSH);
      out.append(stream_->room.data(), stream_->room.size() - zlib.avail_out);
    } while (answer == Z_OK && (zlib.avail_in > 0 || zlib.avail_out == 0));
    bytes.remove_prefix(size - zlib.avail_in);
    if (answer == Z_STREAM_END) {
      complete_ = true;
    } else if (answer != Z_OK && answer != Z_BUF_ERROR) {  // Z_BUF_ERROR: it wants more input
      return false;
    }
  }
  return true;
}

}  // namespace housewright::db
