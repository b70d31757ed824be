#pragma once

// The lock on a target whose servers share a Keeper: the last row of a KeeperMap table, whose
// number only one run can insert. A row is held, and then for good released by its holder or taken
// by somebody else; every such step is a compare-and-swap, so that of a renewal and a takeover at
// the same time one fails. Rows are not deleted before nobody can remember them.

#include <string>
#include <string_view>
#include <vector>

#include "journal/run_lock.h"

namespace housewright::journal {

class KeeperLock final : public RunLock {
 public:
  // RunLock::Try, ReadLocks and DropLock of this form. A lock that is taken over is fenced by rows
  // of ours in the journal: what its holder would write next has our seq.
  static Result<Attempt> Take(db::Session& session, const Place& place,
                              const db::ServerFacts& facts, const LockOwner& owner);
  static Result<std::vector<SeenLock>> Read(db::Session& session, const JournalName& name);
  static Result<void> Drop(db::Session& session, const JournalName& name, const SeenLock& lock);
  static std::string TableOf(const JournalName& name) { return name.table + "_lock"; }

  Result<void> Renew(db::Session& session, const std::stop_token& stop = {}) const override;
  // Who takes it over says so in its row first, and then writes to the journal: behind what was
  // read, where the row is still ours now.
  Result<void> Confirm(db::Session& session) const override;
  Result<void> Release(db::Session& session) const override;
  std::string Fenced(std::uint64_t number) const override { return std::to_string(number); }
  bool IsFencesAnswer(int, std::string_view) const override { return false; }
  Error TakenFromUs() const override;

 private:
  KeeperLock(Place place, LockOwner owner, std::uint64_t number)
      : RunLock(std::move(place), std::move(owner)), number_(number) {}

  // Whether the number is ours now.
  Result<bool> Make(db::Session& session, const db::ServerFacts& facts) const;
  Result<void> Fence(db::Session& session, const db::ServerFacts& facts,
                     const std::vector<SeenLock>& before) const;
  // `state`: "released" or "taken".
  Result<void> End(db::Session& session, std::string_view state) const;
  std::string IsOurs() const;  // as in WHERE

  std::uint64_t number_;
};

}  // namespace housewright::journal
