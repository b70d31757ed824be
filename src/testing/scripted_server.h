#pragma once

// A tiny TCP server on loopback that a test tells what to do with each connection: the faults of
// networks, proxies and dying servers, which no real server produces on demand. It is a fake;
// whatever a real ClickHouse can show is tested against one.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::testing {

// One accepted connection, used by the script on a thread of the server. It is closed when the
// script returns.
class ScriptedConnection {
 public:
  // Takes over the socket. `number` counts the connections of the server from 1.
  ScriptedConnection(int socket, int number) : socket_(socket), number_(number) {}
  virtual ~ScriptedConnection() = default;

  int number() const { return number_; }
  // The next HTTP request, head and body, with a chunked body left as it came. Empty where the
  // client closed before the request was whole.
  std::string ReadRequest();
  // Reads until `size` bytes in all are there, or the client closed.
  std::string ReadBytes(std::size_t size);
  void Write(std::string_view bytes);
  // "HTTP/1.1 200 OK" with ClickHouse's display name header and a length.
  void Answer(std::string_view body, std::string_view more_headers = "",
              std::string_view status = "200 OK");
  // Waits until the client closes, or the server is destroyed.
  void HoldUntilClientCloses();
  // Ends the connection at once, in an orderly way. On loopback the client sees it when this
  // returns.
  void Close();
  // Closes with a reset instead of an orderly end.
  void Reset();

 protected:
  virtual long Receive(char* buffer, std::size_t size);
  virtual bool Send(std::string_view bytes);
  int socket() const { return socket_; }

 private:
  int socket_;
  int number_;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(ScriptedConnection&)>;
  // Makes the connection object, for TLS; null: the handshake failed.
  using Opener = std::function<std::unique_ptr<ScriptedConnection>(int socket, int number)>;

  explicit ScriptedServer(Script script, Opener opener = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  int connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
  std::uint16_t port_ = 0;
};

// A port of loopback on which nobody listens.
std::uint16_t UnusedPort();

}  // namespace housewright::testing
