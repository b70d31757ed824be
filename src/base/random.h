#pragma once

// Unpredictable names: run ids, nonces, passwords of the embedded engine.

#include <cstddef>
#include <string>

namespace housewright {

// 2 * bytes lower-case hex digits from the operating system's generator.
std::string RandomHex(std::size_t bytes);

}  // namespace housewright
