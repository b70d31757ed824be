#pragma once

// One history: a few tools that upgrade one target at the same time, with faults, until a last one,
// undisturbed, has finished. One seed is one history.

#include <cstdint>
#include <string>
#include <vector>

#include "server.h"

namespace housewright::simulation {

struct HistoryResult {
  std::uint64_t seed = 0;
  std::vector<std::string> violations;
  std::uint64_t fingerprint = 0;
  std::string text;  // numbered, where it was asked for
  int runs = 0, kills = 0, freezes = 0, crashes = 0, takeovers = 0, decisions = 0;
  int beyond_frozen = 0, beyond_late = 0;
  int requests = 0;
  milliseconds simulated{0};
};

enum class Text : bool { kNone, kKept };
HistoryResult PlayHistory(std::uint64_t seed, Form form, Flaw flaw, Text text);

}  // namespace housewright::simulation
