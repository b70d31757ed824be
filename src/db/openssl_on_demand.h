#pragma once

// OpenSSL is loaded by the first connection that wants TLS: most runs are over plain HTTP and would
// pay for it before main() (docs/adr/0009). openssl_on_demand.cc defines the functions of OpenSSL
// that this folder and Asio's headers call; each passes its call on to the library.

#include <expected>
#include <string>

namespace housewright::db {

// Must have succeeded before any function of OpenSSL is called. The error says why the system's
// library cannot be loaded.
std::expected<void, std::string> LoadOpenSsl();

// As dlopen(3), for the life of the process.
std::expected<void*, std::string> LoadSharedLibrary(const std::string& name);

}  // namespace housewright::db
