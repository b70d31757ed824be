#pragma once

// The journal of a target: a table of one server, or one that several servers have in common
// through their Keeper. Appending is durable when it returns: the row was inserted synchronously
// and is on disk, or in the Keeper, as far as the server can be made to promise it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "journal/entry.h"

namespace housewright::journal {

class RunLock;

struct JournalName {
  std::string database;
  std::string table;
  // "/housewright/aspects": journal and lock are KeeperMap tables, whose data is below that path.
  // Empty: they are MergeTree tables of one server.
  std::string keeper_path = {};

  bool in_keeper() const { return !keeper_path.empty(); }
};

struct JournalContents {
  bool exists = false;  // false: the table is not there; on one server: nothing was ever applied
  bool database_exists = true;
  bool is_new = false;         // the table was made when it was found missing
  std::vector<Entry> entries;  // by seq
  std::string server_version;  // of the answer; empty where the table is not there, or slim
  std::string host;            // likewise
};

// 0 where it has no entry.
std::uint64_t LastSeqOf(const JournalContents& contents);
// Whether a run but `own_run` has written behind `seq`. (A lock that is taken over in the Keeper is
// fenced by rows of the run that takes it.)
bool AnotherWroteBehind(const JournalContents& contents, std::uint64_t seq,
                        const std::string& own_run);

// One round trip, also where the table is not there yet. Refuses a newer format (kUnsupported,
// naming the versions), a table that is not ours (kConflict). `slim` leaves out what folding does
// not need, and asks a second time where there are no entries.
Result<JournalContents> ReadJournal(db::Session& session, const JournalName& name, bool slim);

// Creates the table; one that is there already is left as it is. True where it was not there a
// moment ago, so that it had no row. In the Keeper it has the rows that other servers wrote.
// kNotFound where the database is not there, naming `housewright bootstrap`; kUnsupported where the
// server has no KeeperMap, naming its setting.
Result<bool> CreateJournal(db::Session& session, const JournalName& name,
                           const db::ServerFacts& facts);

// Where and when an intent was written.
struct IntentPlace {
  std::uint64_t seq = 0;
  std::int64_t server_time = 0;  // of the server's clock, seconds since 1970
  std::int64_t age = 0;          // seconds since then, by the same clock
  std::string host;              // of several servers the one that its run went to; else empty
  std::string detail;            // of the entry (journal/detail.h)
};

// Not thread-safe, and the session is used for nothing else meanwhile.
class Journal {
 public:
  // `last_seq` is that of the journal as it was read; where it is unknown, ResyncBeforeAppend().
  Journal(db::Session& session, JournalName name, const db::ServerFacts& facts,
          std::uint64_t last_seq);

  // Fills seq, nonce and (where it is 0) epoch, writes all rows in one INSERT, in order: they are
  // there all or none. On an error whose outcome is unknown it reads back by nonce before it
  // answers: success means the rows are there, once. After an error they may be there or not;
  // appending them again is harmless to a fold. In the Keeper the INSERT is a compare-and-swap on
  // seq: kLocked where another run has the next one, and nothing is ever written behind it.
  Result<void> Append(std::vector<Entry> entries);
  std::uint64_t last_seq() const { return last_seq_; }
  // An INSERT whose end nobody saw: its rows may come at any time, unless somebody who takes the
  // lock over waits for it.
  bool may_leave_rows() const { return may_leave_rows_; }
  // Several servers share it: what one of them does not know, another may.
  bool in_keeper() const { return name_.in_keeper(); }
  // From now on nothing is written unless the lock is still this run's: the append then fails with
  // kLocked, and no row of it is there. The lock outlives the journal; null: no fence.
  void FenceWith(const RunLock* lock) { lock_ = lock; }
  // Asks the table for its last seq before the next INSERT; in the Keeper for the last one of the
  // same run, as no other run's may stand before it.
  void ResyncBeforeAppend() { must_resync_ = true; }

  // The intents of the given query ids; an id without intent is left out.
  Result<std::map<std::string, IntentPlace>> ReadIntents(const std::vector<std::string>& query_ids);

 private:
  Result<void> Insert(const std::vector<Entry>& entries);
  Result<void> Resync(const std::string& run_id);
  Error RefusalOf(Error error) const;
  Error NobodyKnows(const std::vector<Entry>& entries, const Error& error) const;
  // kLocked where the seq of the first is another run's.
  Result<bool> AreThere(const std::vector<Entry>& entries, const std::string& query_id);
  Result<bool> IsOurs(const Entry& entry);  // in the Keeper
  // False where it still runs after a while.
  Result<bool> WaitUntilItEnds(const std::string& query_id);
  Result<std::uint64_t> AskNumber(const std::string& sql);

  db::Session& session_;
  JournalName name_;
  std::map<std::string, std::string> settings_;
  std::uint64_t last_seq_;
  std::uint64_t epoch_ = 0;  // the seq of the EPOCH entry that this object wrote
  bool must_resync_ = false;
  bool may_leave_rows_ = false;
  const RunLock* lock_ = nullptr;
};

}  // namespace housewright::journal
