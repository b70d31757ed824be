#pragma once

// A connection to a ClickHouse server over HTTP or HTTPS: one kept-alive connection, one statement
// at a time, no retries of its own. The only implementation speaks HTTP (http_session.cc); the
// embedded engine is a real server and uses it too.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace housewright::db {

struct Endpoint {
  std::string host;
  std::uint16_t port = 8123;
  bool tls = false;
  std::string user = "default";
  std::string password;                                 // sent in a header, never in a URL
  std::string ca_file, client_certificate, client_key;  // paths; empty: the system's, none, none
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{300'000};  // no byte received for so long
  bool compression = true;

  std::string Display() const;  // "https://host:8443", without user and password
};

// "http://host:port", "https://host"; 8123 and 8443 are the default ports. kInvalidInput for other
// schemes, and for a URL that holds a user or a password (it would end up in logs), saying where to
// put them.
Result<Endpoint> ParseUrl(std::string_view url);

struct Progress {
  std::uint64_t read_rows = 0, read_bytes = 0, written_rows = 0, written_bytes = 0;
  std::uint64_t total_rows_to_read = 0;
  std::chrono::nanoseconds elapsed{0};
};

struct Request {
  std::string_view sql = {};   // one statement
  std::string_view body = {};  // data that follows the statement in the request body; may be empty
  std::string query_id = {};   // empty: the server chooses
  std::map<std::string, std::string> settings = {};       // for this statement
  std::map<std::string, std::string> parameters = {};     // {name:Type} as param_name
  std::string database = {};                              // empty: the user's default
  std::function<void(const Progress&)> on_progress = {};  // called on the calling thread
  std::stop_token stop = {};  // asks to drop the connection: the outcome is then unknown
  std::optional<std::chrono::milliseconds> idle_timeout = {};  // instead of the endpoint's
};

struct Response {
  std::string body;
  Progress summary;  // from X-ClickHouse-Summary where the server sends it
  std::string query_id;
  std::string server_timezone;
};

// What is known of a statement that did not succeed.
enum class Delivery : std::uint8_t {
  kNotSent,  // no byte of it reached a server
  kRefused,  // the server answered with an exception: it did not succeed, though parts of it may
             // have taken effect
  kUnknown,  // it was sent, and the answer is missing, torn or not ClickHouse's
};

struct QueryError {
  Error error;  // code kServer with server_code, kConnection, kAuthentication, kProtocol, kTimeout,
                // kInterrupted
  Delivery delivery = Delivery::kUnknown;
};

using QueryResult = std::expected<Response, QueryError>;

// A request of at most kSmallRequest bytes that the other side has not acknowledged after
// kUndelivered is never delivered: the kernel gives it up, also when this process is gone
// (TCP_USER_TIMEOUT, see tcp(7)). A larger one may fill what a busy server takes in, and is not
// timed.
inline constexpr std::size_t kSmallRequest = 65'536;
inline constexpr std::chrono::milliseconds kUndelivered{5'000};

class Session {
 public:
  virtual ~Session() = default;
  virtual QueryResult Execute(const Request& request) = 0;
  virtual const Endpoint& endpoint() const = 0;

  // Execute for reads: the body, or the plain error.
  Result<std::string> Query(std::string_view sql);
};

// Makes the object only; the first Execute connects. kInvalidInput where user or password cannot
// stand in a header. No statement is ever sent twice, redirects are not followed, TLS certificates
// are always checked, and no proxy of the environment (http_proxy) is used. An exception that
// Request::on_progress throws passes through Execute and drops the connection.
Result<std::unique_ptr<Session>> OpenHttpSession(Endpoint endpoint);

}  // namespace housewright::db
