#include "reliability/proxy.h"

#include <fmt/format.h>

#include <memory>

#include "reliability/upstream.h"

namespace housewright::reliability {
namespace {

using testing::ScriptedConnection;

constexpr char kLateException[] =
    "HTTP/1.1 200 OK\r\nX-ClickHouse-Server-Display-Name: faulty\r\nTransfer-Encoding: chunked\r\n"
    "Content-Type: text/tab-separated-values; charset=UTF-8\r\n\r\n";
// 210 NETWORK_ERROR says of no statement what became of it.
constexpr char kException[] =
    "Code: 210. DB::Exception: Connection reset by peer. (NETWORK_ERROR) (version 26.7.2.1)\n";

// The query id where the tool gave one (a parameter of the URL), else how the statement begins.
std::string NameOf(const std::string& request) {
  constexpr std::string_view kId = "query_id=";
  const std::size_t line_end = request.find("\r\n");
  const std::size_t id = request.find(kId);
  if (id < line_end) {
    const std::size_t begin = id + kId.size();
    return request.substr(begin, request.find_first_of("& ", begin) - begin);
  }
  const std::size_t body = request.find("\r\n\r\n");
  return body == std::string::npos ? "" : request.substr(body + 4, 60);
}

}  // namespace

Proxy::Proxy(const db::Endpoint& server)
    : server_port_(server.port), listener_([this](ScriptedConnection& tool) { Serve(tool); }) {}

std::string Proxy::url() const { return fmt::format("http://127.0.0.1:{}", listener_.port()); }

void Proxy::SetServer(const db::Endpoint& server) {
  const std::lock_guard lock(mutex_);
  server_port_ = server.port;
}

std::uint16_t Proxy::server_port() const {
  const std::lock_guard lock(mutex_);
  return server_port_;
}

void Proxy::Arm(int at, Fault fault) {
  const std::lock_guard lock(mutex_);
  at_ = at;
  fault_ = std::move(fault);
  requests_.clear();
}

void Proxy::Disarm() {
  const std::lock_guard lock(mutex_);
  at_ = 0;
  fault_ = {};
}

std::vector<std::string> Proxy::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void Proxy::Serve(ScriptedConnection& tool) {
  std::unique_ptr<Upstream> server;
  std::uint16_t port = 0;
  while (true) {
    const std::string request = tool.ReadRequest();
    if (request.empty()) return;
    Fault fault;
    bool is_met = false;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(NameOf(request));
      is_met = static_cast<int>(requests_.size()) == at_;
      if (is_met) fault = fault_;
    }
    if (is_met && fault.moment == Moment::kArrived && fault.then) fault.then();
    if (fault.wire == Wire::kNotSent) return tool.Reset();
    if (fault.wire == Wire::kBadGateway) {
      tool.Write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nbad\n");
      continue;
    }
    if (const std::uint16_t now = server_port(); now != port) {
      port = now;
      server = std::make_unique<Upstream>(port);
    }
    if (!server->Send(request)) return tool.Reset();
    if (is_met && fault.moment == Moment::kSent && fault.then) fault.then();
    if (fault.wire == Wire::kAbandoned) return;
    if (fault.wire == Wire::kGatewayTimeout) {
      // The server goes on with it; what it answers is read so that it is not disturbed.
      tool.Write("HTTP/1.1 504 Gateway Time-out\r\nContent-Length: 5\r\n\r\nlate\n");
    }
    bool is_whole = false;
    const std::string answer = server->ReadAnswer(is_whole);
    if (is_met && fault.moment == Moment::kAnswered && fault.then) fault.then();
    switch (fault.wire) {
      case Wire::kWhole:
        tool.Write(answer);
        if (!is_whole) return;
        break;
      case Wire::kHalfAnswer:
        tool.Write(answer.substr(0, answer.size() / 2));
        return;
      case Wire::kLateException:
        tool.Write(kLateException +
                   fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", sizeof kException - 1, kException));
        break;
      case Wire::kGatewayTimeout:
        break;
      case Wire::kLateAnswer:
        tool.HoldUntilClientCloses();
        return;
      default:
        return;
    }
  }
}

}  // namespace housewright::reliability
