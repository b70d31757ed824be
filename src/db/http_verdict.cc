#include "db/http_verdict.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "db/error_table.h"

namespace housewright::db {
namespace {

std::unexpected<QueryError> Verdict(Delivery delivery, Error error) {
  return std::unexpected(QueryError{.error = std::move(error), .delivery = delivery});
}

// 516 since 20.x; 192 to 195 before. 192 alone is also what GRANT ... TO a missing user gives.
bool IsAuthentication(int code, int status) {
  return code == 516 || (code >= 192 && code <= 195 && (status == 401 || status == 403));
}

std::unexpected<QueryError> Refused(const ServerException& exception, int status) {
  const ErrorCode code =
      IsAuthentication(exception.code, status) ? ErrorCode::kAuthentication : ErrorCode::kServer;
  const ErrorRule* rule = FindErrorRule(exception.code);
  const std::string_view advice = code == ErrorCode::kAuthentication
                                      ? "check user and password of the target"
                                  : rule != nullptr ? rule->advice
                                                    : "";
  return Verdict(Delivery::kRefused, Error(code, exception.ToString())
                                         .WithServerCode(exception.code)
                                         .WithAdvice(std::string(advice)));
}

std::string StrangeAnswer(const HttpAnswer& answer, const std::string& place) {
  const std::string line = FirstLine(answer.body);
  const std::string location = FirstLine(answer.Header("location"));
  if (!location.empty()) {
    return fmt::format("{} answered with HTTP {} and sends on to {}", place, answer.status,
                       location);
  }
  if (line.empty())
    return fmt::format("{} answered with HTTP {} and no text", place, answer.status);
  return fmt::format("{} answered with HTTP {}, and not as ClickHouse does: {}", place,
                     answer.status, line);
}

std::string StrangeAdvice(const HttpAnswer& answer) {
  switch (answer.status) {
    case 502:
    case 503:
    case 504:
      return "a proxy in between gave up, and the server may still work on the statement: raise "
             "the proxy's timeout, or connect to the server itself";
    case 407:
    case 429:
      return "something between here and the server refused the request: connect to the server "
             "itself";
    default:
      return "check that the target's url is that of ClickHouse's HTTP interface, ports 8123 and "
             "8443 by default";
  }
}

// What a TLS server says when it rejects our certificate: since TLS 1.3 that arrives after the
// handshake has ended for us. The server has then read nothing of the request.
bool IsLateTlsRefusal(const Transfer& transfer, const VerdictContext& context) {
  return context.tls && transfer.failure == TransferFailure::kBroken &&
         transfer.answer.status == 0 &&
         (transfer.detail.find("alert certificate") != std::string::npos ||
          transfer.detail.find("alert bad certificate") != std::string::npos ||
          transfer.detail.find("alert unknown ca") != std::string::npos);
}

std::unexpected<QueryError> TlsFailure(const Transfer& transfer, const VerdictContext& context) {
  std::string advice =
      "check ca_file, client_certificate and client_key of the target, and the host name in its "
      "url";
  if (transfer.detail.find("wrong version number") != std::string::npos) {
    advice =
        "the port speaks no TLS: write http:// in the target's url, or the port of the HTTPS "
        "interface";
  }
  if (transfer.detail.starts_with("cannot load OpenSSL")) {
    advice = "install OpenSSL 3 (Debian's package libssl3)";
  }
  return Verdict(Delivery::kNotSent,
                 Error(ErrorCode::kConnection,
                       fmt::format("TLS with {} failed: {}", context.place, transfer.detail))
                     .WithAdvice(std::move(advice)));
}

std::unexpected<QueryError> NotConnected(const Transfer& transfer, const VerdictContext& context) {
  const auto fail = [&](std::string message, std::string advice) {
    return Verdict(Delivery::kNotSent,
                   Error(ErrorCode::kConnection, std::move(message)).WithAdvice(std::move(advice)));
  };
  switch (transfer.failure) {
    case TransferFailure::kResolve:
      return fail(fmt::format("cannot find the host '{}'", context.host),
                  "check the host name in the target's url");
    case TransferFailure::kConnect:
      return fail(fmt::format("cannot connect to {}: {}", context.place, transfer.detail),
                  "check that the server runs, and host and port in the target's url");
    case TransferFailure::kConnectTimeout:
      return fail(fmt::format("cannot connect to {}: no answer within {} ms", context.place,
                              context.connect_timeout.count()),
                  "check host and port in the target's url and the firewall, or raise "
                  "connect_timeout");
    case TransferFailure::kTls:
    case TransferFailure::kTlsFiles:
      return TlsFailure(transfer, context);
    default:
      return fail(fmt::format("cannot connect to {}: {}", context.place, transfer.detail), "");
  }
}

std::unexpected<QueryError> SentWithoutAnswer(const Transfer& transfer,
                                              const VerdictContext& context) {
  const auto unknown = [](ErrorCode code, std::string message, std::string advice) {
    return Verdict(Delivery::kUnknown,
                   Error(code, std::move(message)).WithAdvice(std::move(advice)));
  };
  switch (transfer.end) {
    case TransferEnd::kStopped:
      return unknown(ErrorCode::kInterrupted,
                     fmt::format("stopped while {} worked on the statement, which may go on there",
                                 context.place),
                     "");
    case TransferEnd::kIdle:
      return unknown(ErrorCode::kTimeout,
                     fmt::format("no byte from {} for {} ms; it may still work on the statement",
                                 context.place, context.idle_timeout.count()),
                     "raise idle_timeout of the target where statements take that long");
    default:
      break;
  }
  if (transfer.failure == TransferFailure::kNotHttp) {
    return unknown(ErrorCode::kProtocol,
                   fmt::format("{} does not speak HTTP: {}", context.place, transfer.detail),
                   context.tls
                       ? "check the port in the target's url"
                       : "check the port in the target's url, and whether it needs https://");
  }
  if (transfer.answer.status == 0) {
    return unknown(ErrorCode::kProtocol,
                   fmt::format("the connection to {} ended before an answer came: {}",
                               context.place, transfer.detail),
                   "");
  }
  return unknown(ErrorCode::kProtocol,
                 fmt::format("the answer of {} is torn off after HTTP {} and {}: {}", context.place,
                             transfer.answer.status, Count(transfer.answer.body.size(), "byte"),
                             transfer.detail),
                 "");
}

std::unexpected<QueryError> ConnectedButNotSent(const Transfer& transfer,
                                                const VerdictContext& context) {
  return Verdict(
      Delivery::kNotSent,
      Error(ErrorCode::kConnection,
            fmt::format("the connection to {} ended before the statement was sent{}{}",
                        context.place, transfer.detail.empty() ? "" : ": ", transfer.detail)));
}

}  // namespace

QueryResult JudgeAnswer(HttpAnswer answer, const VerdictContext& context) {
  if (const auto exception = FindException(answer)) return Refused(*exception, answer.status);
  if (answer.status != 200 || !IsFromClickHouse(answer)) {
    return Verdict(Delivery::kUnknown,
                   Error(ErrorCode::kProtocol, StrangeAnswer(answer, context.place))
                       .WithAdvice(StrangeAdvice(answer)));
  }
  if (!answer.IsFramed()) {
    return Verdict(Delivery::kUnknown,
                   Error(ErrorCode::kProtocol,
                         fmt::format("the answer of {} may be torn off: its headers do not say "
                                     "where it ends",
                                     context.place)));
  }
  Response response;
  response.summary = ParseProgress(answer.Header("x-clickhouse-summary")).value_or(Progress{});
  response.query_id = answer.Header("x-clickhouse-query-id");
  if (response.query_id.empty()) response.query_id = context.query_id;
  response.server_timezone = answer.Header("x-clickhouse-timezone");
  response.body = std::move(answer.body);
  return response;
}

QueryResult JudgeTransfer(Transfer transfer, const VerdictContext& context) {
  if (transfer.end == TransferEnd::kComplete) {
    return JudgeAnswer(std::move(transfer.answer), context);
  }
  if (const auto exception = FindException(transfer.answer)) {
    return Refused(*exception, transfer.answer.status);
  }
  if (IsLateTlsRefusal(transfer, context)) return TlsFailure(transfer, context);
  if (transfer.sent) return SentWithoutAnswer(transfer, context);
  if (transfer.end == TransferEnd::kStopped) {
    return Verdict(Delivery::kNotSent,
                   Error(ErrorCode::kInterrupted, "stopped before the statement was sent"));
  }
  return transfer.connected ? ConnectedButNotSent(transfer, context)
                            : NotConnected(transfer, context);
}

}  // namespace housewright::db
