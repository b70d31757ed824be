#include "base/hash.h"

#include <algorithm>
#include <span>

#include "base/sha256_block.h"

namespace housewright {
namespace {

void CompressBlocks(sha256::State& state, const std::uint8_t* blocks, std::size_t count) {
  static const sha256::Compress compress = sha256::CompressByProcessor() != nullptr
                                               ? sha256::CompressByProcessor()
                                               : sha256::CompressPortably;
  compress(state, blocks, count);
}

}  // namespace

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

void Sha256::Update(std::string_view bytes) {
  const std::size_t held = size_ % sha256::kBlockSize;
  size_ += bytes.size();
  if (held != 0 || bytes.size() < sha256::kBlockSize) {
    const std::size_t taken = std::min(bytes.size(), sha256::kBlockSize - held);
    std::ranges::copy(bytes.substr(0, taken), block_.begin() + static_cast<std::ptrdiff_t>(held));
    if (held + taken < sha256::kBlockSize) return;
    CompressBlocks(state_, block_.data(), 1);
    bytes.remove_prefix(taken);
  }
  const std::size_t whole = bytes.size() / sha256::kBlockSize;
  CompressBlocks(state_, reinterpret_cast<const std::uint8_t*>(bytes.data()), whole);
  std::ranges::copy(bytes.substr(whole * sha256::kBlockSize), block_.begin());
}

void Sha256::UpdateField(std::string_view bytes) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>((static_cast<std::uint64_t>(bytes.size()) >> (8 * i)) & 0xFFU);
  }
  Update({length.data(), length.size()});
  Update(bytes);
}

// Behind the text come a set bit, zeros, and the number of its bits in the last eight bytes of a
// block.
Digest Sha256::Finish() {
  constexpr std::size_t kLengthAt = sha256::kBlockSize - 8;
  std::size_t held = size_ % sha256::kBlockSize;
  block_[held++] = 0x80;
  if (held > kLengthAt) {
    std::ranges::fill(std::span(block_).subspan(held), 0);
    CompressBlocks(state_, block_.data(), 1);
    held = 0;
  }
  std::ranges::fill(std::span(block_).subspan(held), 0);
  const std::uint64_t bits = size_ * 8;
  for (std::size_t i = 0; i < 8; ++i) {
    block_[kLengthAt + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  }
  CompressBlocks(state_, block_.data(), 1);

  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return Digest(bytes);
}

Digest HashOf(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

}  // namespace housewright
