#pragma once

// The proxy's side of a connection to the server: bytes there, a whole HTTP answer back.

#include <cstdint>
#include <string>

namespace housewright::reliability {

class Upstream {
 public:
  explicit Upstream(std::uint16_t port);  // on loopback; a refused connection shows as no answer
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  bool Send(const std::string& request);
  // Head and body as they came, chunks and all. What came so far where the server closed before;
  // `is_whole` then says so.
  std::string ReadAnswer(bool& is_whole);

 private:
  bool ReadMore();

  int socket_;
  std::string unread_;
};

}  // namespace housewright::reliability
