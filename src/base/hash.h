#pragma once

// SHA-256, the only hash that is stored or shown. Not OpenSSL's (docs/adr/0009).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace housewright {

// 32 bytes; its text form is 64 lower-case hex digits.
class Digest {
 public:
  Digest() = default;
  explicit Digest(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  std::string ToHex() const;
  friend bool operator==(const Digest&, const Digest&) = default;

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

class Sha256 {
 public:
  void Update(std::string_view bytes);
  // Adds the length, then the bytes: two fields can then never run into each other.
  void UpdateField(std::string_view bytes);
  // Ends the computation; the object must not be used afterwards.
  Digest Finish();

 private:
  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};  // what is not yet a whole one
  std::uint64_t size_ = 0;                // of all bytes so far
};

Digest HashOf(std::string_view bytes);

}  // namespace housewright
