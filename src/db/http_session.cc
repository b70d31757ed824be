#include <exception>
#include <memory>
#include <utility>

#include "db/http_request.h"
#include "db/http_transfer.h"
#include "db/http_verdict.h"
#include "db/session.h"

namespace housewright::db {
namespace {

// A profile with readonly = 1 refuses every setting that comes with a query; nothing of the query
// was done then (ClickHouse, src/Access/SettingsConstraints.cpp).
constexpr int kReadonly = 164;

QueryResult NotSent(Error error) {
  return std::unexpected(QueryError{.error = std::move(error), .delivery = Delivery::kNotSent});
}

class HttpSession final : public Session {
 public:
  explicit HttpSession(Endpoint endpoint)
      : endpoint_(std::move(endpoint)), connection_(endpoint_) {}

  // A user who may set nothing can look without compressed answers.
  QueryResult Execute(const Request& request) override {
    QueryResult result = Send(request);
    if (result || !endpoint_.compression || result.error().error.server_code() != kReadonly) {
      return result;
    }
    endpoint_.compression = false;
    return Send(request);
  }

  const Endpoint& endpoint() const override { return endpoint_; }

 private:
  QueryResult Send(const Request& request) {
    if (request.stop.stop_requested()) {
      return NotSent(Error(ErrorCode::kInterrupted, "stopped before the statement was sent"));
    }
    const auto target = BuildTarget(endpoint_, request);
    if (!target) return NotSent(target.error());
    const bool compress =
        endpoint_.compression && request.sql.size() + request.body.size() > kCompressFrom;
    BodyStream body(request.sql, request.body, compress);
    const auto headers = BuildHeaders(endpoint_, body.compressed());
    if (!headers) return NotSent(headers.error());

    const auto idle_timeout = request.idle_timeout.value_or(endpoint_.idle_timeout);
    Transfer transfer =
        connection_.Post(*target, *headers, body, idle_timeout, request.stop, request.on_progress);
    return JudgeTransfer(std::move(transfer), {.place = endpoint_.Display(),
                                               .host = endpoint_.host,
                                               .tls = endpoint_.tls,
                                               .query_id = request.query_id,
                                               .connect_timeout = endpoint_.connect_timeout,
                                               .idle_timeout = idle_timeout});
  }

  Endpoint endpoint_;
  HttpConnection connection_;  // borrows endpoint_
};

}  // namespace

Result<std::unique_ptr<Session>> OpenHttpSession(Endpoint endpoint) {
  // A user or password that cannot be sent is a fault of the configuration, not of a statement.
  TRY(BuildHeaders(endpoint, /*body_is_compressed=*/false));
  return std::make_unique<HttpSession>(std::move(endpoint));
}

}  // namespace housewright::db
