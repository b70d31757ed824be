#pragma once

// Finding the addresses of a host name without being held up: the system's resolver can neither be
// given a time limit nor be interrupted.

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <expected>
#include <stop_token>
#include <string>
#include <vector>

#include "db/http_transfer.h"

namespace housewright::db {

struct SocketAddress {
  sockaddr_storage bytes = {};
  socklen_t size = 0;
};

// In the system's order of preference, at least one. A text that is an address itself ("127.0.0.1",
// "::1", "fe80::1%eth0") is read at once; for a name the resolver is asked on a thread of its own,
// which ends by itself where its answer comes too late. kResolve where the name has no address,
// kConnectTimeout, kOther where there can be no thread, or kStopped.
std::expected<std::vector<SocketAddress>, Setback> FindHost(
    const std::string& host, std::uint16_t port, std::chrono::steady_clock::time_point deadline,
    const std::stop_token& stop);

}  // namespace housewright::db
