#pragma once

// What a journal says of a target, as a value: which revisions are applied, and which stand
// half-way. Made by journal/fold.h.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "revision/revision_id.h"

namespace housewright::revision {

enum class Direction : std::uint8_t { kUpgrade, kDowngrade };
inline const char* DirectionName(Direction direction) {
  return direction == Direction::kUpgrade ? "upgrade" : "downgrade";
}

// A revision whose upgrade or downgrade part has begun and not ended.
struct Progress {
  Direction direction = Direction::kUpgrade;
  std::uint32_t total = 0;               // statements of the part when it was begun
  std::uint32_t done = 0;                // statements 1..done took effect
  std::vector<std::string> done_hashes;  // hex statement hashes of 1..done
  // Statement done+1 was intended and has no outcome: it may have taken effect or not.
  struct Open {
    std::uint32_t index = 0;  // 1-based
    std::string hash;
    std::string query_id;
    std::string run_id;
    std::string chunk;  // the id of a partition; empty: the whole statement
    std::uint32_t chunk_number = 0, chunks = 0;  // 3 of 12
  };
  std::vector<Open> open;  // more than one only where intents ran ahead; in order of index
  // Of statement done+1, where it is run in chunks.
  struct Chunks {
    std::string hash;                   // of the statement, hex
    std::vector<std::string> finished;  // ids of partitions, in their order
    std::uint32_t total = 0;            // partitions when the last chunk was begun
  };
  std::optional<Chunks> chunks;    // only where some are finished
  std::string last_error;          // of the last failure, already free of secrets; empty if none
  std::uint32_t failed_index = 0;  // 1-based index of the failed statement, 0 if none
};

struct RevisionState {
  bool applied = false;
  std::string revision_hash;  // hex; of the source when it was applied or begun
  std::string service;
  std::string changed_at;  // server time "2026-11-23 10:00:00", of the last entry
  std::string changed_by;  // user@host of the operating system
  // Of the last failure, already free of secrets, also where nothing of the part is done and there
  // is no progress; empty once a statement succeeded after it.
  std::string last_error;
  std::optional<Progress>
      progress;  // set while half-way; `applied` is then the state before it began
  // It was stamped or its last statement was done at least once, in either direction.
  bool completed = false;
  // Not empty where it counts as applied by the entries of these, which it replaces, and not by
  // entries of its own (project/replacements.h).
  std::vector<RevisionId> applied_by;
};

struct AppliedState {
  std::map<RevisionId, RevisionState>
      revisions;  // those that the journal knows, also ones that the project does not
  bool journal_exists = false;

  bool IsApplied(const RevisionId& id) const {
    const auto it = revisions.find(id);
    return it != revisions.end() && it->second.applied;
  }
};

}  // namespace housewright::revision
