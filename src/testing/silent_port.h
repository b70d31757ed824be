#pragma once

// A port of loopback that answers nobody who wants to connect, as behind a firewall that drops
// packets. It is a fake: a listener whose queue is full.

#include <cstdint>
#include <vector>

namespace housewright::testing {

class SilentPort {
 public:
  SilentPort();  // throws where the system does not let it
  ~SilentPort();
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  std::vector<int> sockets_;  // the listener, and those that fill its queue
  std::uint16_t port_ = 0;
};

}  // namespace housewright::testing
