#pragma once

// The lock on a target that is one server: a chain of tables beside the journal, whose names only
// one run can make.

#include <map>
#include <string>
#include <vector>

#include "journal/run_lock.h"

namespace housewright::journal {

class TableLock final : public RunLock {
 public:
  // RunLock::Try, ReadLocks and DropLock of this form.
  static Result<Attempt> Take(db::Session& session, const Place& place,
                              const db::ServerFacts& facts, std::uint64_t last_seq,
                              const LockOwner& owner);
  static Result<std::vector<SeenLock>> Read(db::Session& session, const JournalName& name);
  static Result<void> Drop(db::Session& session, const JournalName& name, const SeenLock& lock);
  // "journal_lock_": how the name of each of its tables begins.
  static std::string Prefix(const JournalName& name) { return name.table + "_lock_"; }

  Result<void> Renew(db::Session& session, const std::stop_token& stop = {}) const override;
  Result<void> Release(db::Session& session) const override;
  // Valid from 18.16 to 26.7; the exceptions are 60 UNKNOWN_TABLE and 153 ILLEGAL_DIVISION.
  std::string Fenced(std::uint64_t number) const override;
  bool IsFencesAnswer(int server_code, std::string_view text) const override;
  Error TakenFromUs() const override;

 private:
  TableLock(Place place, std::string table, LockOwner owner,
            std::map<std::string, std::string> settings);

  enum class Made : std::uint8_t { kYes, kNoAnswer, kAnotherWasQuicker };
  static Result<void> DropOwn(db::Session& session, const JournalName& name,
                              const std::string& table, const std::string& run_id);
  Result<Made> Make(db::Session& session) const;
  // Whether it is ours, with the abandoned ones `before` it gone.
  static Result<Attempt> LookAgain(db::Session& session, std::unique_ptr<TableLock> lock, Made made,
                                   std::vector<SeenLock> before);

  std::string table_;
  std::map<std::string, std::string> settings_;
};

}  // namespace housewright::journal
