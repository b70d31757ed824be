// Endpoint::Display and ParseUrl.

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "db/session.h"

namespace housewright::db {
namespace {

constexpr std::uint16_t kHttpPort = 8123;
constexpr std::uint16_t kHttpsPort = 8443;

std::unexpected<Error> BadUrl(std::string message, std::string advice) {
  return Fail(Error(ErrorCode::kInvalidInput, std::move(message)).WithAdvice(std::move(advice)));
}

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

bool IsAddressCharacter(char c) { return IsHostCharacter(c) || c == ':' || c == '%'; }

bool ConsistsOf(std::string_view text, bool (*allowed)(char)) {
  for (const char c : text) {
    if (!allowed(c)) return false;
  }
  return !text.empty();
}

Result<std::uint16_t> ParsePort(std::string_view text, std::string_view url) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size() || port == 0) {
    return BadUrl(fmt::format("'{}' is no port in the url '{}'", text, url),
                  "write a number from 1 to 65535, for example http://localhost:8123");
  }
  return port;
}

}  // namespace

std::string Endpoint::Display() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls ? "https" : "http", is_ipv6 ? "[" : "", host,
                     is_ipv6 ? "]" : "", port);
}

Result<Endpoint> ParseUrl(std::string_view url) {
  Endpoint endpoint;
  const std::size_t scheme_end = url.find("://");
  // Before anything is quoted in a message: a url with a user or a password is never shown.
  if (url.find('@') != std::string_view::npos) {
    return BadUrl("the url holds a user or a password, which would end up in logs",
                  "write the url as http://host:8123, and set user and password beside it, the "
                  "password as { env = \"NAME\" } or { file = \"path\" }");
  }
  if (scheme_end == std::string_view::npos) {
    return BadUrl(fmt::format("the url '{}' has no scheme", url),
                  "write http://host:8123 or https://host:8443");
  }
  const std::string scheme = ToLower(url.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") {
    return BadUrl(
        fmt::format("the url '{}' has the scheme '{}', which is not spoken here", url, scheme),
        "write the address of ClickHouse's HTTP interface: http://host:8123 or "
        "https://host:8443");
  }
  endpoint.tls = scheme == "https";
  endpoint.port = endpoint.tls ? kHttpsPort : kHttpPort;

  std::string_view rest = url.substr(scheme_end + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#") != std::string_view::npos) {
    return BadUrl(fmt::format("the url '{}' has a path or a query", url),
                  "write scheme, host and port only; settings belong into [targets.T.settings]");
  }
  std::string_view port;
  bool has_port = false;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) {
      return BadUrl(fmt::format("the url '{}' has a '[' without a ']'", url),
                    "write an IPv6 address as http://[::1]:8123");
    }
    endpoint.host = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':') {
      return BadUrl(fmt::format("the url '{}' has '{}' after the address", url, rest),
                    "write an IPv6 address as http://[::1]:8123");
    }
    if (has_port) port = rest.substr(1);
  } else {
    const std::size_t colon = rest.find(':');
    endpoint.host = rest.substr(0, colon);
    has_port = colon != std::string_view::npos;
    if (has_port) port = rest.substr(colon + 1);
  }
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  if (!ConsistsOf(endpoint.host, is_ipv6 ? IsAddressCharacter : IsHostCharacter)) {
    return BadUrl(fmt::format("'{}' is no host in the url '{}'", endpoint.host, url),
                  "write a host name or an address, for example http://localhost:8123");
  }
  if (has_port) {
    ASSIGN_OR_RETURN(endpoint.port, ParsePort(port, url));
  }
  return endpoint;
}

}  // namespace housewright::db
