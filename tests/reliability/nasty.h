#pragma once

// A project made to be hard on a tool that may die at any moment: rows through a materialized view,
// EXCHANGE, mutations that must not run twice, a dictionary with dependents, partitions that move.

#include <cstdint>
#include <map>
#include <string>

namespace housewright::reliability {

enum class ServerKind : std::uint8_t {
  kNew,     // 26.7
  kOld,     // 18.16
  kKeeper,  // 26.7 that keeps journal and lock in a ZooKeeper
};

struct Nasty {
  // Of the target's lease and timeouts.
  enum class Times : std::uint8_t {
    kShort,  // a lost lock and a silent server are noticed within seconds
    kUsual,  // what users have, who have more work to do at once than this machine can
  };

  // Writes the project; `{{ db }}` is the variable of its database.
  static void Write(const std::string& folder, ServerKind server, Times times = Times::kShort);

  // Statements of which a server that lost its query log may leave no other trace: what a person
  // would ask, 1 where it took effect. By "<revision> <direction> <statement>"; `{db}` is the
  // database.
  static const std::map<std::string, std::string>& Truths(ServerKind server);
};

}  // namespace housewright::reliability
