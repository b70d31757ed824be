#include "testing/scripted_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/text.h"

namespace housewright::testing {
namespace {

int Listen(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (listener < 0 ||
      ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener, 16) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("cannot listen on loopback");
  }
  port = ntohs(address.sin_port);
  return listener;
}

// The value of a header in a request's head, as text.
std::string_view HeaderOf(std::string_view head, std::string_view name) {
  for (const std::string_view line : Split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && EqualsIgnoringCase(line.substr(0, colon), name)) {
      return Trim(line.substr(colon + 1));
    }
  }
  return {};
}

}  // namespace

long ScriptedConnection::Receive(char* buffer, std::size_t size) {
  return ::recv(socket_, buffer, size, 0);
}

bool ScriptedConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string ScriptedConnection::ReadBytes(std::size_t size) {
  std::array<char, 65536> buffer{};
  while (unread_.size() < size) {
    const long received = Receive(buffer.data(), buffer.size());
    if (received <= 0) break;
    unread_.append(buffer.data(), static_cast<std::size_t>(received));
  }
  const std::string bytes = unread_.substr(0, size);
  unread_.erase(0, size);
  return bytes;
}

std::string ScriptedConnection::ReadRequest() {
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos) {
    const std::string byte = ReadBytes(1);
    if (byte.empty()) return {};
    request += byte;
  }
  const std::string head = request;
  if (EqualsIgnoringCase(HeaderOf(head, "Transfer-Encoding"), "chunked")) {
    while (!request.ends_with("\r\n0\r\n\r\n")) {
      const std::string byte = ReadBytes(1);
      if (byte.empty()) return {};
      request += byte;
    }
    return request;
  }
  const std::string_view length = HeaderOf(head, "Content-Length");
  std::size_t size = 0;
  std::from_chars(length.data(), length.data() + length.size(), size);
  const std::string body = ReadBytes(size);
  return body.size() < size ? std::string() : request + body;
}

void ScriptedConnection::Write(std::string_view bytes) { static_cast<void>(Send(bytes)); }

void ScriptedConnection::Answer(std::string_view body, std::string_view more_headers,
                                std::string_view status) {
  Write(
      fmt::format("HTTP/1.1 {}\r\nX-ClickHouse-Server-Display-Name: scripted\r\n"
                  "Content-Length: {}\r\n{}\r\n{}",
                  status, body.size(), more_headers, body));
}

void ScriptedConnection::HoldUntilClientCloses() {
  std::array<char, 4096> buffer{};
  while (Receive(buffer.data(), buffer.size()) > 0) {
  }
}

void ScriptedConnection::Close() { ::shutdown(socket_, SHUT_RDWR); }

void ScriptedConnection::Reset() {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

struct ScriptedServer::State {
  Script script;
  Opener opener;
  int listener = -1;
  std::atomic<int> connections = 0;
  std::mutex mutex;
  bool ended = false;                 // guarded by mutex
  std::vector<int> open_sockets;      // guarded by mutex
  std::vector<std::jthread> workers;  // of the accepting thread, until it has ended
  std::jthread acceptor;

  void Serve(int socket, int number) {
    {
      auto connection =
          opener ? opener(socket, number) : std::make_unique<ScriptedConnection>(socket, number);
      if (connection) script(*connection);
    }
    const std::lock_guard lock(mutex);
    std::erase(open_sockets, socket);
    ::close(socket);
  }

  void AcceptAll() {
    while (true) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::lock_guard lock(mutex);
      if (ended) {
        ::close(socket);
        return;
      }
      open_sockets.push_back(socket);
      workers.emplace_back([this, socket, number = ++connections] { Serve(socket, number); });
    }
  }
};

ScriptedServer::ScriptedServer(Script script, Opener opener) : state_(std::make_shared<State>()) {
  state_->script = std::move(script);
  state_->opener = std::move(opener);
  state_->listener = Listen(port_);
  state_->acceptor = std::jthread([state = state_.get()] { state->AcceptAll(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
    for (const int socket : state_->open_sockets) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(state_->listener, SHUT_RDWR);
  state_->acceptor.join();
  state_->workers.clear();
  ::close(state_->listener);
}

int ScriptedServer::connections() const { return state_->connections; }

std::uint16_t UnusedPort() {
  std::uint16_t port = 0;
  ::close(Listen(port));
  return port;
}

}  // namespace housewright::testing
