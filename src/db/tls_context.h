#pragma once

// What TLS needs of an endpoint, in OpenSSL's terms: whom to trust, what to show, whom to expect.

#include <expected>
#include <memory>
#include <string>

#include "db/session.h"

struct ssl_ctx_st;
struct ssl_st;

namespace housewright::db {

struct FreeTlsContext {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, FreeTlsContext>;

// TLS 1.2 or later, the peer's certificate always checked: against the endpoint's CA file alone, or
// else against the system's authorities (OpenSSL's default places, which its SSL_CERT_FILE and
// SSL_CERT_DIR move). A client certificate without a key of its own takes the
// key from the same file. The error is text: which file of ours, or OpenSSL itself, cannot be used,
// and why.
std::expected<TlsContext, std::string> MakeTlsContext(const Endpoint& endpoint);

// To be called before the handshake: asks for this host (SNI, for names only) and accepts only a
// certificate that is made out to it, name or address. False where OpenSSL cannot: there must be no
// handshake then.
bool ExpectHost(ssl_st* tls, std::string host);

// What was wrong with the peer's certificate, or empty where the handshake failed otherwise.
std::string CertificateProblem(const ssl_st* tls, const std::string& host);

}  // namespace housewright::db
