#pragma once

// Unpacks a gzip or zlib stream as it comes: what servers call "gzip" and "deflate". Knows nothing
// of HTTP.

#include <memory>
#include <string>
#include <string_view>

namespace housewright::db {

class Inflater {
 public:
  Inflater();  // throws std::bad_alloc
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Appends what these bytes unpack to. False where they are no such stream; `out` holds then what
  // came before the fault.
  bool Take(std::string_view bytes, std::string& out);
  // True where the bytes so far end where a stream ends, or there were none.
  bool complete() const { return complete_; }

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  bool complete_ = true;
};

}  // namespace housewright::db
