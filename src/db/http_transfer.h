#pragma once

// One HTTP request over one kept-alive connection: sent at most once, and with an exact account of
// how far it came. Knows nothing of ClickHouse but its progress header. No proxy, no redirect, no
// HTTP/2, no 100-continue.

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/http_answer.h"
#include "db/http_request.h"
#include "db/session.h"

namespace housewright::db {

enum class TransferEnd : std::uint8_t {
  kComplete,  // an answer came, whole
  kFailed,    // see `failure`
  kIdle,      // no byte came or went for the idle timeout
  kStopped,   // the stop token asked for it
};

enum class TransferFailure : std::uint8_t {
  kNone,
  kResolve,         // no address for the host name
  kConnect,         // refused, unreachable
  kConnectTimeout,  // the connect timeout ran out
  kTls,             // handshake or certificates, of either side
  kTlsFiles,        // a file of ours cannot be used: CA, certificate or key
  kBroken,          // the connection ended in the middle of something
  kNotHttp,         // what came is no HTTP
  kOther,
};

// Why something did not come to its end. `detail` says it of a failure: in our words, the operating
// system's or OpenSSL's.
struct Setback {
  TransferEnd end = TransferEnd::kFailed;
  TransferFailure failure = TransferFailure::kNone;
  std::string detail = {};
};

struct Transfer {
  TransferEnd end = TransferEnd::kFailed;
  TransferFailure failure = TransferFailure::kNone;
  std::string detail;      // of a failure
  bool connected = false;  // a connection, with TLS where asked for, was there
  bool sent = false;       // at least one byte of the body was handed to the connection
  HttpAnswer answer;       // what came of it, also of one that is torn
};

class Wire;

class HttpConnection {
 public:
  // Makes the object only. Borrows the endpoint.
  explicit HttpConnection(const Endpoint& endpoint);
  ~HttpConnection();

  // Sends a request with this target ("/?...", see BuildTarget) and blocks until the answer is
  // there, or one of the ends above. `on_progress` may be empty; it runs on this thread, as soon as
  // a progress header has come, and may throw: the connection is dropped then. After anything but
  // kComplete the connection is dropped.
  Transfer Post(const std::string& target, const std::vector<std::string>& headers,
                BodyStream& body, std::chrono::milliseconds idle_timeout,
                const std::stop_token& stop,
                const std::function<void(const Progress&)>& on_progress);

 private:
  const Endpoint& endpoint_;
  std::unique_ptr<Wire> wire_;  // made by the first Post, and after each failure anew
};

}  // namespace housewright::db
