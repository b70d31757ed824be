#pragma once

// A server that a test starts, as a process that ends with the test program, whatever ends that.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace housewright::testing {

// A loopback port on which nobody listens now, for servers that cannot tell which one they were
// given for 0. Another program may take it first: try again then.
Result<std::uint16_t> FreePort();
bool IsListening(std::uint16_t port);  // on loopback

class ServerProcess {
 public:
  ServerProcess() = default;
  ~ServerProcess() { Kill(); }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // `command`: path and arguments. Works in `folder`; what it prints goes to `output`.
  void Start(const std::vector<std::string>& command, const std::string& folder,
             const std::string& output);
  bool HasEnded();
  void Signal(int signal) const;
  void Kill();  // and waits; its data goes away: no need for an orderly end

 private:
  pid_t id_ = -1;
};

}  // namespace housewright::testing
