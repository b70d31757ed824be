#include "reliability/upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace housewright::reliability {
namespace {

std::string_view Header(std::string_view head, std::string_view name) {
  for (const std::string_view line : Split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && EqualsIgnoringCase(line.substr(0, colon), name)) {
      return Trim(line.substr(colon + 1));
    }
  }
  return {};
}

}  // namespace

Upstream::Upstream(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  (void)::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

Upstream::~Upstream() { ::close(socket_); }

bool Upstream::Send(const std::string& request) {
  std::string_view rest = request;
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string Upstream::ReadAnswer(bool& is_whole) {
  is_whole = false;
  std::size_t head_end = std::string::npos;
  while ((head_end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return std::exchange(unread_, {});
  }
  const std::size_t body = head_end + 4;
  const std::string head = unread_.substr(0, body);
  std::size_t length = 0;
  const std::string_view told = Header(head, "Content-Length");
  std::from_chars(told.data(), told.data() + told.size(), length);
  const bool is_chunked = EqualsIgnoringCase(Header(head, "Transfer-Encoding"), "chunked");
  const auto has_all = [&] {
    // The proxy has one request under way at a time: nothing can follow the last chunk.
    return is_chunked ? unread_.ends_with("\r\n0\r\n\r\n") : unread_.size() >= body + length;
  };
  while (!has_all()) {
    if (!ReadMore()) return std::exchange(unread_, {});
  }
  is_whole = true;
  return std::exchange(unread_, {});
}

bool Upstream::ReadMore() {
  std::array<char, 65536> buffer{};
  const ssize_t received = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (received <= 0) return false;
  unread_.append(buffer.data(), static_cast<std::size_t>(received));
  return true;
}

}  // namespace housewright::reliability
