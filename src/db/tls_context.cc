#include "db/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "db/openssl_on_demand.h"

namespace housewright::db {
namespace {

// The first cause in OpenSSL's queue: those behind it say only who else gave up because of it.
std::string FirstCause() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) {
    return ToLower(std::generic_category().message(ERR_GET_REASON(code)));
  }
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "unknown reason" : reason;
}

std::unexpected<std::string> CannotUse(std::string_view what, const std::string& path) {
  return std::unexpected(fmt::format("cannot use the {} {}: {}", what, path, FirstCause()));
}

// Without a passphrase OpenSSL would ask for one on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

}  // namespace

void FreeTlsContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

std::expected<TlsContext, std::string> MakeTlsContext(const Endpoint& endpoint) {
  if (auto loaded = LoadOpenSsl(); !loaded) return std::unexpected(std::move(loaded).error());
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return std::unexpected(FirstCause());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_passwd_cb(context.get(), NoPassphrase);

  if (endpoint.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else if (SSL_CTX_load_verify_locations(context.get(), endpoint.ca_file.c_str(), nullptr) != 1) {
    return CannotUse("CA file", endpoint.ca_file);
  }
  if (!endpoint.client_certificate.empty() &&
      SSL_CTX_use_certificate_chain_file(context.get(), endpoint.client_certificate.c_str()) != 1) {
    return CannotUse("client certificate", endpoint.client_certificate);
  }
  const std::string& key =
      endpoint.client_key.empty() ? endpoint.client_certificate : endpoint.client_key;
  if (!key.empty() &&
      SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return CannotUse("client key", key);
  }
  return context;
}

bool ExpectHost(ssl_st* tls, std::string host) {
  X509_VERIFY_PARAM* expected = SSL_get0_param(tls);
  host.erase(std::min(host.find('%'), host.size()));  // an interface is no part of the address
  const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1;
  ERR_clear_error();
  if (is_address) return true;
  if (host.ends_with('.')) host.pop_back();  // "host.": certificates name it without
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // With an empty name OpenSSL would accept any.
  return !host.empty() && X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size()) == 1 &&
         SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

std::string CertificateProblem(const ssl_st* tls, const std::string& host) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict == X509_V_OK) return {};
  if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return fmt::format("the server's certificate is not made out to '{}'", host);
  }
  return fmt::format("the server's certificate cannot be trusted: {}",
                     X509_verify_cert_error_string(verdict));
}

}  // namespace housewright::db
