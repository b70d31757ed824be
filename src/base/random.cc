#include "base/random.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace housewright {

std::string RandomHex(std::size_t bytes) {
  std::vector<unsigned char> buffer(bytes);
  for (std::size_t filled = 0; filled < bytes;) {
    const ssize_t got = ::getrandom(buffer.data() + filled, bytes - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    // A machine without entropy cannot make a password that guards anything: nothing sensible can
    // go on.
    if (got <= 0) std::abort();
    filled += static_cast<std::size_t>(got);
  }
  return fmt::format("{:02x}", fmt::join(buffer, ""));
}

}  // namespace housewright
