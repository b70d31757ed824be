#pragma once

// The compression function of SHA-256 (FIPS 180-4, 6.2.2), which is all of the work. Internal to
// src/base.

#include <array>
#include <cstddef>
#include <cstdint>

namespace housewright::sha256 {

inline constexpr std::size_t kBlockSize = 64;
using State = std::array<std::uint32_t, 8>;

// Takes `count` blocks of kBlockSize bytes each into the state.
using Compress = void (*)(State& state, const std::uint8_t* blocks, std::size_t count);

// For every machine.
void CompressPortably(State& state, const std::uint8_t* blocks, std::size_t count);
// By the processor's own instructions for it; nullptr where it has none. About five times as fast.
Compress CompressByProcessor();

}  // namespace housewright::sha256
