#pragma once

// One row of the journal: the append-only table of everything that was intended and done.
// docs/design/journal.md documents the table; the version of its format is kJournalFormat.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace housewright::journal {

// Raised when a reader of the old format would misread new rows. A newer one is refused.
inline constexpr std::uint32_t kJournalFormat = 2;
// Of every row that a reader of format 1 understands. Rows about a chunk of a statement are of
// format 2: to such a reader they would be about the whole statement.
inline constexpr std::uint32_t kPlainFormat = 1;
inline constexpr std::uint32_t kChunkFormat = 2;

enum class EntryKind : std::uint8_t {
  kEpoch,  // a run begins and fences its predecessors (leases use it; the single form writes it for
           // the audit)
  kIntent,      // a statement is about to be sent
  kDone,        // it took effect
  kFailed,      // the server refused it; it had no effect that counts
  kUnknown,     // sent, and nobody knows
  kReconciled,  // a probe or a person settled an open statement: `detail` is "took effect" or "had
                // no effect" and how
  kStamp,  // `stamp`: the revision counts as applied (direction upgrade) or not (downgrade) without
           // running
  kDebt,   // part of the effect is still outstanding (a replica that is down)
  kRelease,  // the run ended and holds nothing any more
  kChunk,    // one chunk of a statement took effect (format 2)
};
std::string_view EntryKindName(EntryKind kind);  // "intent"
Result<EntryKind> ParseEntryKind(std::string_view name);

struct Entry {
  std::uint64_t seq = 0;    // position; unique and increasing
  std::uint64_t epoch = 0;  // fencing number of the run
  std::string run_id;       // 16 hex digits
  EntryKind kind = EntryKind::kIntent;
  std::string command;  // upgrade, downgrade, stamp, deploy, bootstrap, resolve
  std::string service;
  std::string revision;   // empty for bootstrap and run-level rows
  std::string direction;  // upgrade, downgrade, bootstrap; empty for run-level rows
  std::uint32_t statement =
      0;  // 1-based; 0 for a revision without statements and for whole-revision rows
  std::uint32_t statements = 0;  // of the part
  std::string revision_hash;     // hex
  std::string statement_hash;    // hex
  std::string query_id;
  std::string host;  // the server's hostName(); per host on a cluster
  std::string topology = "single";
  std::int64_t client_time_ms = 0;  // UTC
  std::string server_time;          // set by the server on insert; UTC, "YYYY-MM-DD hh:mm:ss"
  std::uint64_t elapsed_ms = 0;
  std::string tool_version;
  std::string server_version;
  std::string os_user;
  std::string os_host;
  std::uint64_t lease_until_ms = 0;
  std::int32_t error_code = 0;
  std::string error;    // redacted
  std::string summary;  // sql::Summarize of the statement, no literals
  std::string detail;   // JSON object; what later versions add
  std::string nonce;    // makes every row unique, so that the server deduplicates none
  std::uint32_t format = kPlainFormat;

  bool succeeds() const { return kind == EntryKind::kDone; }
};

}  // namespace housewright::journal
