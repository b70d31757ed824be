#pragma once

// What the model of a server keeps in its Keeper: the rows of the lock, each with the version that
// strict mode compares. The journal's rows are the server's own (server.h); in the Keeper their seq
// is a key.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scheduler.h"

namespace housewright::simulation {

class KeeperTables {
 public:
  struct Row {
    std::string run_id, command, os_user, os_host, process, tool_version, state, beat;
    std::int64_t taken = 0, renewed = 0, until = 0;
    int version = 1;
    const Process* made_by = nullptr;
  };
  // ALTER TABLE ... UPDATE: of the row `number` where it is as the condition says.
  struct Update {
    std::uint64_t number = 0;
    std::string run_id;
    std::optional<std::int64_t> until;  // of the condition
    std::string state;                  // new; empty: a renewal
    std::string beat;                   // of a renewal
    std::int64_t lease = 0;             // likewise
    std::optional<int> version;         // of the row when the statement began to read
    bool Meets(std::uint64_t of, const Row& row) const;
  };

  bool has_table = false;
  std::map<std::uint64_t, Row> rows;  // by number

  // As they stand, for `SELECT number, run_id, ...`; all where `number` is absent.
  std::string Answer(std::optional<std::uint64_t> number, std::int64_t now) const;
  // False where another one has changed the row since it was read.
  bool Apply(const Update& update, std::int64_t now);
};

}  // namespace housewright::simulation
