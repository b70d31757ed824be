#pragma once

// The journal in a script that a plain ClickHouse client runs (--sql): rows whose seq, epoch, run
// and clock the server fills in, and the question whether the journal stands where the script
// begins. Each answer is one statement without a semicolon, valid from 18.16 to 26.7.

#include <span>
#include <string>
#include <string_view>

#include "journal/entry.h"
#include "journal/journal.h"
#include "revision/applied_state.h"

namespace housewright::journal {

// How a revision stands, in the words of GuardSql(): "is applied", "is half-way: upgrade, 2 done",
// "has an open statement"; "was never completed" for one that counts as applied by what it
// replaces, whose own entries say nothing of that; empty for one that is not applied.
std::string StandOf(const revision::RevisionState& state);

struct ExpectedStand {
  std::string revision;
  std::string stand;
};

// Fails with a message where one of the revisions stands otherwise: the message begins with `start`
// ("this script begins at base") and names the first ten of them with how they stand. It folds the
// rows as Fold() does.
std::string GuardSql(const JournalName& name, std::string_view start,
                     std::span<const ExpectedStand> expected);
// Fails with `message` where `condition`, an SQL expression, holds.
std::string FailIfSql(std::string_view condition, std::string_view message);

class ScriptRows {
 public:
  // The run's id is `run_prefix`, 8 hex digits, and the time of its first row: the script is the
  // same each time it is made, and each run of it has an id of its own.
  ScriptRows(const JournalName& name, std::string run_prefix);

  // The INSERT of rows that follow each other, all there or none. The `epoch` entry begins the run
  // and stands alone; any other one fails where the last row of the journal is another run's. Of an
  // entry, `query_id` is what stands behind "hw-<run>-", and seq, epoch, run_id, host, times,
  // versions of the server, user and nonce do not count: the server fills them in.
  std::string Insert(std::span<const Entry> entries) const;
  std::string Insert(const Entry& entry) const { return Insert({&entry, 1}); }

 private:
  std::string table_;
  std::string settings_;  // "" or " SETTINGS ..."
  std::string run_prefix_;
};

// Who a script's rows say that they are by; the host is the server's.
inline constexpr std::string_view kScriptUser = "script";

}  // namespace housewright::journal
