#include "db/openssl_on_demand.h"

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cassert>

namespace housewright::db {
namespace {

// The name that every library of OpenSSL 3 has; it brings libcrypto.so.3.
static_assert(OPENSSL_VERSION_MAJOR == 3);
constexpr const char* kLibrary = "libssl.so.3";

const std::expected<void*, std::string>& Library() {
  static const std::expected<void*, std::string> library = LoadSharedLibrary(kLibrary);
  return library;
}

// `Function` is the type of OpenSSL's header. Asks the library itself, never the program: there the
// name is that of the caller.
template <class Function>
Function Find(const char* name) {
  assert(Library() && "LoadOpenSsl comes before any use of OpenSSL");
  void* const found = ::dlsym(*Library(), name);
  assert(found != nullptr && "all of these are in every OpenSSL 3");
  return reinterpret_cast<Function>(found);
}

}  // namespace

std::expected<void*, std::string> LoadSharedLibrary(const std::string& name) {
  void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::unexpected(std::string(::dlerror()));
  return library;
}

std::expected<void, std::string> LoadOpenSsl() {
  if (!Library()) return std::unexpected("cannot load OpenSSL: " + Library().error());
  return {};
}

}  // namespace housewright::db

// A function of the library, looked for by its first call.
#define HOUSEWRIGHT_LOADED(name)                                                \
  ([] {                                                                         \
    static const auto kFound = housewright::db::Find<decltype(&::name)>(#name); \
    return kFound;                                                              \
  }())

// The compiler refuses a definition that differs from the declaration in OpenSSL's header.
// NOLINTBEGIN(readability-identifier-naming): the names are OpenSSL's
extern "C" {
long BIO_ctrl(BIO* bio, int command, long number, void* data) {
  return HOUSEWRIGHT_LOADED(BIO_ctrl)(bio, command, number, data);
}
size_t BIO_ctrl_pending(BIO* bio) { return HOUSEWRIGHT_LOADED(BIO_ctrl_pending)(bio); }
int BIO_free(BIO* bio) { return HOUSEWRIGHT_LOADED(BIO_free)(bio); }
int BIO_new_bio_pair(BIO** first, size_t first_size, BIO** second, size_t second_size) {
  return HOUSEWRIGHT_LOADED(BIO_new_bio_pair)(first, first_size, second, second_size);
}
int BIO_read(BIO* bio, void* data, int size) {
  return HOUSEWRIGHT_LOADED(BIO_read)(bio, data, size);
}
int BIO_write(BIO* bio, const void* data, int size) {
  return HOUSEWRIGHT_LOADED(BIO_write)(bio, data, size);
}
void ERR_clear_error() { return HOUSEWRIGHT_LOADED(ERR_clear_error)(); }
unsigned long ERR_get_error() { return HOUSEWRIGHT_LOADED(ERR_get_error)(); }
unsigned long ERR_peek_error() { return HOUSEWRIGHT_LOADED(ERR_peek_error)(); }
const char* ERR_reason_error_string(unsigned long code) {
  return HOUSEWRIGHT_LOADED(ERR_reason_error_string)(code);
}
long SSL_CTX_ctrl(SSL_CTX* context, int command, long number, void* data) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_ctrl)(context, command, number, data);
}
void SSL_CTX_free(SSL_CTX* context) { return HOUSEWRIGHT_LOADED(SSL_CTX_free)(context); }
void* SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX* context) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_get_default_passwd_cb_userdata)(context);
}
void* SSL_CTX_get_ex_data(const SSL_CTX* context, int index) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_get_ex_data)(context, index);
}
int SSL_CTX_load_verify_locations(SSL_CTX* context, const char* file, const char* path) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_load_verify_locations)(context, file, path);
}
SSL_CTX* SSL_CTX_new(const SSL_METHOD* method) { return HOUSEWRIGHT_LOADED(SSL_CTX_new)(method); }
void SSL_CTX_set_default_passwd_cb(SSL_CTX* context, pem_password_cb* callback) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_set_default_passwd_cb)(context, callback);
}
void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX* context, void* data) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_set_default_passwd_cb_userdata)(context, data);
}
int SSL_CTX_set_default_verify_paths(SSL_CTX* context) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_set_default_verify_paths)(context);
}
int SSL_CTX_set_ex_data(SSL_CTX* context, int index, void* data) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_set_ex_data)(context, index, data);
}
void SSL_CTX_set_verify(SSL_CTX* context, int mode, SSL_verify_cb callback) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_set_verify)(context, mode, callback);
}
int SSL_CTX_use_PrivateKey_file(SSL_CTX* context, const char* file, int type) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_use_PrivateKey_file)(context, file, type);
}
int SSL_CTX_use_certificate_chain_file(SSL_CTX* context, const char* file) {
  return HOUSEWRIGHT_LOADED(SSL_CTX_use_certificate_chain_file)(context, file);
}
int SSL_accept(SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_accept)(tls); }
int SSL_connect(SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_connect)(tls); }
long SSL_ctrl(SSL* tls, int command, long number, void* data) {
  return HOUSEWRIGHT_LOADED(SSL_ctrl)(tls, command, number, data);
}
void SSL_free(SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_free)(tls); }
X509_VERIFY_PARAM* SSL_get0_param(SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_get0_param)(tls); }
int SSL_get_error(const SSL* tls, int result) {
  return HOUSEWRIGHT_LOADED(SSL_get_error)(tls, result);
}
void* SSL_get_ex_data(const SSL* tls, int index) {
  return HOUSEWRIGHT_LOADED(SSL_get_ex_data)(tls, index);
}
int SSL_get_shutdown(const SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_get_shutdown)(tls); }
long SSL_get_verify_result(const SSL* tls) {
  return HOUSEWRIGHT_LOADED(SSL_get_verify_result)(tls);
}
SSL* SSL_new(SSL_CTX* context) { return HOUSEWRIGHT_LOADED(SSL_new)(context); }
int SSL_read(SSL* tls, void* data, int size) {
  return HOUSEWRIGHT_LOADED(SSL_read)(tls, data, size);
}
void SSL_set_bio(SSL* tls, BIO* reading, BIO* writing) {
  return HOUSEWRIGHT_LOADED(SSL_set_bio)(tls, reading, writing);
}
int SSL_set_ex_data(SSL* tls, int index, void* data) {
  return HOUSEWRIGHT_LOADED(SSL_set_ex_data)(tls, index, data);
}
int SSL_shutdown(SSL* tls) { return HOUSEWRIGHT_LOADED(SSL_shutdown)(tls); }
int SSL_write(SSL* tls, const void* data, int size) {
  return HOUSEWRIGHT_LOADED(SSL_write)(tls, data, size);
}
const SSL_METHOD* TLS_client_method() { return HOUSEWRIGHT_LOADED(TLS_client_method)(); }
int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM* expected, const char* name, size_t size) {
  return HOUSEWRIGHT_LOADED(X509_VERIFY_PARAM_set1_host)(expected, name, size);
}
int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM* expected, const char* address) {
  return HOUSEWRIGHT_LOADED(X509_VERIFY_PARAM_set1_ip_asc)(expected, address);
}
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM* expected, unsigned int flags) {
  return HOUSEWRIGHT_LOADED(X509_VERIFY_PARAM_set_hostflags)(expected, flags);
}
const char* X509_verify_cert_error_string(long code) {
  return HOUSEWRIGHT_LOADED(X509_verify_cert_error_string)(code);
}
}
// NOLINTEND(readability-identifier-naming)

#undef HOUSEWRIGHT_LOADED
