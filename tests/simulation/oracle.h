#pragma once

// The invariants of a history: what must hold at each moment, and at its end.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "server.h"

namespace housewright::simulation {

class Oracle final : public Witness {
 public:
  Oracle(Scheduler& scheduler, bool keeps_text) : scheduler_(scheduler), keeps_text_(keeps_text) {}

  // The server, and what the statements are ("0001-2"), before anything happens.
  void Watch(const Server& server, const std::map<std::string, exec::testing::Op>& by_unit) {
    server_ = &server;
    by_unit_ = &by_unit;
  }

  void Arrived(const Call& statement) override;
  void ArrivedLate(const Call& call) override;
  void TookEffect(const Call& statement, const exec::testing::Applied& applied) override;
  void Written(const std::vector<journal::Entry>& rows) override;
  void DidNotUnderstand(const std::string& sql) override;
  bool WantsNotes() const override { return keeps_text_; }
  void Note(const std::string& text) override;

  void Violation(const std::string& text);
  // At the end, `wanted` being the state of a run without faults.
  void CheckEnd(const exec::testing::ModelState& wanted);

  bool Succeeded(const std::string& query_id) const { return succeeded_.contains(query_id); }
  // What docs/design/journal.md states that the protocol leaves open has happened: a statement came
  // to the server when its sender had been given up longer than can be waited for.
  bool is_beyond() const { return beyond_frozen_ + beyond_late_ > 0; }
  int beyond_frozen() const { return beyond_frozen_; }  // before it was written
  int beyond_late() const { return beyond_late_; }      // on its way
  const std::vector<std::string>& violations() const { return violations_; }
  const std::string& text() const { return text_; }

 private:
  // Something that only a request beyond all waiting may do; else a violation.
  void OnlyBeyond(const Call& statement, const std::string& what);
  void CheckHolders(const Call& statement);
  void CheckRow(const journal::Entry& row);
  // Not where something came later than the protocol can wait for.
  void RowViolation(const std::string& text);
  std::string WithNames(const std::string& text);

  Scheduler& scheduler_;
  bool keeps_text_;
  const Server* server_ = nullptr;
  const std::map<std::string, exec::testing::Op>* by_unit_ = nullptr;
  std::map<std::string, bool> is_open_;  // query id with an intent -> nothing settles it yet
  std::set<std::string> succeeded_;      // query ids
  std::set<std::string> late_;           // those that came later than anybody waits
  std::set<std::string> changed_;        // those that changed something
  std::map<std::string, int> changes_;   // "0001-2": how often it changed something
  std::set<std::string> ended_runs_;     // others have written rows after theirs
  std::set<std::string> released_runs_;  // their last row says that they hold nothing any more
  std::string last_run_;
  std::uint64_t last_seq_ = 0;
  // Run, seq, kind, query id.
  std::set<std::tuple<std::string, std::uint64_t, journal::EntryKind, std::string>> seen_rows_;
  int beyond_frozen_ = 0, beyond_late_ = 0;
  int lines_ = 0;
  std::map<std::string, std::string> ids_;  // random ones, named the same in each replay
  std::vector<std::string> violations_;
  std::string text_;
};

}  // namespace housewright::simulation
