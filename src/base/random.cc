#include "base/random.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <vector>

namespace housewright {

std::string RandomHex(std::size_t bytes) {
  std::vector<unsigned char> buffer(bytes);
  // A machine without entropy cannot make a password that guards anything: nothing sensible can go
  // on.
  if (RAND_bytes(buffer.data(), static_cast<int>(buffer.size())) != 1) std::abort();
  return fmt::format("{:02x}", fmt::join(buffer, ""));
}

}  // namespace housewright
