#pragma once

// SHA-256, the only hash that is stored or shown.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
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
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // Adds the length, then the bytes: two fields can then never run into each other.
  void UpdateField(std::string_view bytes);
  // Ends the computation; the object must not be used afterwards.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest HashOf(std::string_view bytes);

}  // namespace housewright
