#pragma once

// Opening a TCP connection to whichever of several addresses answers.

#include <chrono>
#include <expected>
#include <stop_token>
#include <utility>
#include <vector>

#include "db/host_lookup.h"
#include "db/http_transfer.h"

namespace housewright::db {

// Owns a socket's descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int handle) : handle_(handle) {}
  Socket(Socket&& other) noexcept : handle_(other.Release()) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Socket();

  int handle() const { return handle_; }  // negative: none
  int Release() { return std::exchange(handle_, -1); }

 private:
  int handle_ = -1;
};

// How long an address may keep silent before the next one is tried beside it (RFC 8305, section 5).
inline constexpr std::chrono::milliseconds kHeadStart{250};

// The addresses are tried in their order, each kHeadStart after the one before it, or at once where
// all before it have failed; the first to answer wins. The socket does not block, is not inherited
// by programs that we start, sends without delay and asks a silent peer now and then whether it is
// still there. kConnect with the first address's failure, kConnectTimeout, or kStopped.
std::expected<Socket, Setback> ConnectToFirst(const std::vector<SocketAddress>& addresses,
                                              std::chrono::steady_clock::time_point deadline,
                                              const std::stop_token& stop);

}  // namespace housewright::db
