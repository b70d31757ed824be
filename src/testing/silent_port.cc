#include "testing/silent_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace housewright::testing {

SilentPort::SilentPort() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockets_.push_back(listener);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* name = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, name, sizeof(address)) != 0 || ::listen(listener, 0) != 0 ||
      ::getsockname(listener, name, &length) != 0) {
    throw std::runtime_error("cannot listen on loopback");
  }
  port_ = ntohs(address.sin_port);
  // The queue of a listener is a little longer than it asks for.
  for (int i = 0; i < 16; ++i) {
    const int filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockets_.push_back(filler);
    static_cast<void>(::connect(filler, name, sizeof(address)));  // it does not wait
    pollfd polled = {filler, POLLOUT, 0};
    if (::poll(&polled, 1, 100) == 0) return;  // this one got no answer
  }
  throw std::runtime_error("the queue of a listener does not fill up");
}

SilentPort::~SilentPort() {
  for (const int socket : sockets_) ::close(socket);
}

}  // namespace housewright::testing
