#include "base/hash.h"

#include <openssl/evp.h>

#include <cassert>

namespace housewright {

std::string Digest::ToHex() const {
  // By hand: 10,000 of them are compared with released.toml at each start.
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes_.size() * 2);
  for (const std::uint8_t byte : bytes_) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* owned) const { EVP_MD_CTX_free(owned); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  // Fetching the algorithm takes a lock and a look-up in OpenSSL 3; once is enough.
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const int ok = EVP_DigestInit_ex(state_->context.get(), kAlgorithm, nullptr);
  assert(ok == 1 && "SHA-256 is part of OpenSSL's default provider");
  static_cast<void>(ok);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

void Sha256::UpdateField(std::string_view bytes) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>((static_cast<std::uint64_t>(bytes.size()) >> (8 * i)) & 0xFFU);
  }
  Update({length.data(), length.size()});
  Update(bytes);
}

Digest Sha256::Finish() {
  std::array<std::uint8_t, 32> bytes{};
  EVP_DigestFinal_ex(state_->context.get(), bytes.data(), nullptr);
  return Digest(bytes);
}

Digest HashOf(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

}  // namespace housewright
