#pragma once

// The journal on one server. Appending is durable when it returns: the row was inserted
// synchronously and is on disk as far as the server can be made to promise it.

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

struct JournalName {
  std::string database;
  std::string table;
};

struct JournalContents {
  bool exists = false;  // false: the table is not there; nothing was ever applied
  bool database_exists = true;
  std::vector<Entry> entries;  // by seq
  std::string server_version;  // of the answer
  std::string host;
};

// One round trip, also where the table is not there yet. Refuses a newer format (kUnsupported,
// naming the versions), a table that is not ours (kConflict). `slim` leaves out what folding does
// not need.
Result<JournalContents> ReadJournal(db::Session& session, const JournalName& name, bool slim);

// Creates the table. kNotFound where the database is not there, naming `housewright bootstrap`.
Result<void> CreateJournal(db::Session& session, const JournalName& name,
                           const db::ServerFacts& facts);

class Journal {
 public:
  Journal(db::Session& session, JournalName name, const db::ServerFacts& facts,
          std::uint64_t last_seq);

  // Fills seq and nonce, writes all rows in one INSERT, in order. On an error whose outcome is
  // unknown it reads back by nonce before it answers: success means the rows are there, once.
  Result<void> Append(std::vector<Entry> entries);
  std::uint64_t last_seq() const { return last_seq_; }

 private:
  db::Session& session_;
  JournalName name_;
  std::map<std::string, std::string> settings_;
  std::uint64_t last_seq_;
};

}  // namespace housewright::journal
