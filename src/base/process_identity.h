#pragma once

// Which process this is, in words that another process of the same machine can check, so that a
// lock whose holder was killed need not be waited for.

#include <cstdint>
#include <string>
#include <string_view>

namespace housewright {

// "BOOT/NAMESPACE/PID/START": the kernel's boot id, the PID namespace, the process id in it and
// its start in clock ticks since boot, so that none of them can be taken for another's. Empty where
// /proc does not say them.
std::string OwnProcessIdentity();

enum class Liveness : std::uint8_t {
  kAlive,    // stopped (SIGSTOP) counts as alive
  kGone,     // ended for certain
  kUnknown,  // of another machine, container or boot; or unreadable
};
Liveness LivenessOf(std::string_view identity);

}  // namespace housewright
