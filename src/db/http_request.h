#pragma once

// What goes out with a statement: the URL's query, the headers, and the body as a stream that is
// compressed on the way. Pure but for the memory that zlib takes.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/session.h"

namespace housewright::db {

// "/?wait_end_of_query=1&...". Holds settings, parameters, database and query id, and never the
// user or the password. kInvalidInput for a setting that would be one of those
// ("password" among the settings).
//   wait_end_of_query=1                the status is sent when the statement has ended, so that 200
//                                      means that it has succeeded
//   send_progress_in_http_headers=1    with Request::on_progress, every kProgressInterval
//   enable_http_compression=1          with Endpoint::compression
// All of these exist in 18.16 too, which refuses settings that it does not know. A setting of the
// request wins over these.
Result<std::string> BuildTarget(const Endpoint& endpoint, const Request& request);

// A server that cannot deliver a progress header to a client that is gone ends the statement with
// 210 NETWORK_ERROR, and an INSERT may then have written a part of its rows (seen on 26.7). So no
// more often than a display needs: what takes less time than this survives the end of its client.
inline constexpr std::chrono::milliseconds kProgressInterval{5000};

// Bodies over this size are sent compressed where Endpoint::compression is set.
inline constexpr std::size_t kCompressFrom = 64UL * 1024;

// The headers of a request, user and password among them. kInvalidInput where user or password
// cannot stand in a header (control characters, blanks at an end), without showing them.
Result<std::vector<std::string>> BuildHeaders(const Endpoint& endpoint, bool body_is_compressed);

// The statement, and after a line feed the data, read once from the start to the end. It cannot go
// back: whoever asks for the bytes a second time gets none. Borrows both texts.
class BodyStream {
 public:
  BodyStream(std::string_view sql, std::string_view data, bool compress);
  ~BodyStream();
  BodyStream(const BodyStream&) = delete;
  BodyStream& operator=(const BodyStream&) = delete;

  // How many bytes Read will give in all, where that is known before: not for a compressed body.
  std::size_t plain_size() const { return plain_size_; }
  bool compressed() const { return compressor_ != nullptr; }
  // Fills the buffer as far as there is something; 0 at the end. Broken where zlib ran out of
  // memory: see failed().
  std::size_t Read(char* buffer, std::size_t capacity);
  bool failed() const { return failed_; }
  // True once a byte was handed over.
  bool started() const { return started_; }

 private:
  struct Compressor;
  std::size_t ReadPlain(char* buffer, std::size_t capacity);
  std::size_t ReadCompressed(char* buffer, std::size_t capacity);
  void SkipEmptyParts();

  std::string_view parts_[3];  // statement, line feed, data: what is left of each
  std::size_t part_ = 0;
  std::size_t plain_size_ = 0;
  bool started_ = false;
  bool failed_ = false;
  std::unique_ptr<Compressor> compressor_;
};

}  // namespace housewright::db
