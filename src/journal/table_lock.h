#pragma once

// The lock on a target that is one server: a chain of tables beside the journal, whose names only
// one run can make.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/run_lock.h"

namespace housewright::journal {

class TableLock final : public RunLock {
 public:
  // What RunLock::Try asks with.
  struct Means {
    db::Session& session;
    const AskFacts& facts;
    const std::optional<Helper>& helper;
  };

  // RunLock::Try, ReadLocks and DropLock of this form.
  static Result<Attempt> Take(const Means& means, const Place& place, std::uint64_t last_seq,
                              const LockOwner& owner);
  static Result<std::vector<SeenLock>> Read(db::Session& session, const JournalName& name);
  static Result<void> Drop(db::Session& session, const JournalName& name, const SeenLock& lock);
  // "journal_lock_": how the name of each of its tables begins.
  static std::string Prefix(const JournalName& name) { return name.table + "_lock_"; }

  Result<void> Renew(db::Session& session, const std::stop_token& stop = {}) const override;
  // Each INSERT is fenced by the name.
  Result<void> Confirm(db::Session& /*session*/) const override { return {}; }
  Result<void> Release(db::Session& session) const override;
  // Valid from 18.16 to 26.7; the exceptions are 60 UNKNOWN_TABLE and 153 ILLEGAL_DIVISION.
  std::string Fenced(std::uint64_t number) const override;
  bool IsFencesAnswer(int server_code, std::string_view text) const override;
  Error TakenFromUs() const override;

 private:
  TableLock(Place place, std::string table, LockOwner owner);

  enum class Made : std::uint8_t { kYes, kNoAnswer, kAnotherWasQuicker };
  static Result<void> DropOwn(db::Session& session, const JournalName& name,
                              const std::string& table, const std::string& run_id);
  Result<Made> Make(db::Session& session) const;
  // What another look shows, when the own table may be there.
  struct Look {
    bool is_mine = false;
    std::optional<SeenLock> holder;  // another run's lock that was not found abandoned before
  };
  Result<Look> LookAgain(db::Session& session, const std::vector<SeenLock>& before) const;
  // The table was asked for at `asked_at`, or later.
  Result<Look> WriteFirstRowAndLook(const Means& means, const std::vector<SeenLock>& before,
                                    std::chrono::milliseconds asked_at);
  Result<void> WriteFirstRow(db::Session& session, const AskFacts& facts);
  // Whether it is ours, with the abandoned ones `before` it gone.
  static Result<Attempt> Settle(const Means& means, std::unique_ptr<TableLock> lock, Made made,
                                std::vector<SeenLock> before, std::chrono::milliseconds asked_at);

  std::string table_;
  std::map<std::string, std::string> settings_;  // of rows; known with the first one
};

}  // namespace housewright::journal
