#include "oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "journal/detail.h"
#include "journal/fold.h"

namespace housewright::simulation {

using exec::testing::MayRepeat;
using journal::Entry;
using journal::EntryKind;

namespace {

// docs/design/journal.md: a lock that is safe for less than 10 s sends nothing, and what was on its
// way when its connection broke is given a second.
constexpr milliseconds kSafeToBeFrozen{8'000};
constexpr milliseconds kSafeToBeLate{900};

constexpr std::size_t kLongestRequest = 150;

}  // namespace

void Oracle::Note(const std::string& text) {
  if (!keeps_text_) return;
  std::string line = WithNames(text);
  if (line.starts_with("arrives")) line.resize(std::min(line.size(), kLongestRequest));
  text_ += fmt::format("{:5} {:9.3f} s  {}\n", ++lines_,
                       static_cast<double>(scheduler_.now().count()) / 1'000, line);
}

// Ids of 16 random hex digits, of runs and rows, become "id1", "id2", ... in their order.
std::string Oracle::WithNames(const std::string& text) {
  constexpr std::size_t kDigits = 16;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string named;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(kHex, i), text.size());
    if (end - i == kDigits) {
      const auto name = fmt::format("id{}", ids_.size() + 1);
      named += ids_.try_emplace(text.substr(i, kDigits), name).first->second;
    } else {
      named += text.substr(i, end - i);
    }
    if (end < text.size()) named += text[end];
    i = end + 1;
  }
  return named;
}

void Oracle::Violation(const std::string& text) {
  violations_.push_back(text);
  Note("VIOLATION: " + text);
}

void Oracle::DidNotUnderstand(const std::string& sql) {
  Violation("the model of the server does not know this SQL, teach it: " + sql);
}

void Oracle::OnlyBeyond(const Call& statement, const std::string& what) {
  const bool was_frozen = statement.written - statement.entered > kSafeToBeFrozen;
  const bool is_late = statement.given_up && scheduler_.now() - *statement.given_up > kSafeToBeLate;
  if (was_frozen) {
    ++beyond_frozen_;
  } else if (is_late) {
    ++beyond_late_;
  } else if (!is_beyond()) {
    return Violation(fmt::format("{} {}", statement.query_id, what));
  }
  Note(fmt::format("beyond all waiting: {} {}", statement.query_id, what));
}

void Oracle::ArrivedLate(const Call& call) {
  // A lock goes by its name, which another run may have by then.
  const bool is_drop = call.sql.starts_with("DROP TABLE");
  if (!is_drop && scheduler_.now() - *call.given_up <= kSafeToBeLate) return;
  ++beyond_late_;
  Note("beyond all waiting: it arrives");
}

void Oracle::RowViolation(const std::string& text) {
  if (!is_beyond()) Violation(text);
}

void Oracle::Arrived(const Call& statement) {
  if (statement.given_up && scheduler_.now() - *statement.given_up > kSafeToBeLate) {
    late_.insert(statement.query_id);
  }
  const auto open = is_open_.find(statement.query_id);
  if (open == is_open_.end()) {
    return Violation(statement.query_id + " was sent without an intent in the journal");
  }
  if (!open->second) return OnlyBeyond(statement, "was sent when its intent was settled");
  // Sent while its run held the lock, and on its way since then: its successor waits for just that
  // before it settles the intent, which is open still.
  const bool is_waited_for =
      statement.given_up && scheduler_.now() - *statement.given_up <= kSafeToBeLate;
  if (!is_waited_for) CheckHolders(statement);
}

// A run that sends holds the lock, and nobody else does.
void Oracle::CheckHolders(const Call& statement) {
  const std::string run = RunOf(statement.query_id);
  bool is_held = false;
  for (const auto& [holder, lock] : server_->Holders()) {
    is_held = is_held || holder == run;
    // A lock that is made late, for a run that has ended since, keeps nobody from anything.
    if (released_runs_.contains(holder)) continue;
    const bool has_written = ended_runs_.contains(holder) || holder == last_run_;
    if (holder != run && has_written) {
      OnlyBeyond(statement, fmt::format("was sent while run {} holds {}", holder, lock));
    }
  }
  if (!is_held) OnlyBeyond(statement, "was sent by a run that holds no lock any more");
}

void Oracle::TookEffect(const Call& statement, const exec::testing::Applied& applied) {
  if (applied.code == 0) succeeded_.insert(statement.query_id);
  if (!applied.changed) return;
  changed_.insert(statement.query_id);
  const std::string unit = UnitOf(statement.query_id);
  if (!is_open_[statement.query_id]) {
    OnlyBeyond(statement, "took effect when its intent was settled");
  } else if (++changes_[unit] > 1 && !MayRepeat(by_unit_->at(unit)) && !is_beyond()) {
    Violation(fmt::format("statement {} took effect twice", unit));
  }
}

void Oracle::Written(const std::vector<Entry>& rows) {
  for (const Entry& row : rows) {
    if (keeps_text_) {
      Note(fmt::format("journal: {} of run {}: {} {} {}{}", row.seq, row.run_id,
                       EntryKindName(row.kind), row.query_id, row.detail, row.error));
    }
    CheckRow(row);
  }
}

void Oracle::CheckRow(const Entry& row) {
  // Nobody knew that the first time had worked, or it came late: the same again, in its place.
  if (!seen_rows_.emplace(row.run_id, row.seq, row.kind, row.query_id).second) return;
  if (row.run_id != last_run_) {
    if (!last_run_.empty()) ended_runs_.insert(last_run_);
    last_run_ = row.run_id;
  }
  if (ended_runs_.contains(row.run_id)) {
    RowViolation(
        fmt::format("row {} of run {} came after another run's rows", row.seq, row.run_id));
  }
  if (row.kind == EntryKind::kRelease) {
    released_runs_.insert(row.run_id);
  } else {
    released_runs_.erase(row.run_id);
  }
  if (row.seq <= last_seq_) {
    RowViolation(
        fmt::format("row {} came after row {}: the prefix has changed", row.seq, last_seq_));
  }
  last_seq_ = std::max(last_seq_, row.seq);
  if (row.query_id.empty()) return;
  const bool had_effect = succeeded_.contains(row.query_id);
  switch (row.kind) {
    case EntryKind::kIntent:
      is_open_[row.query_id] = true;
      break;
    case EntryKind::kDone:
      is_open_[row.query_id] = false;
      if (!had_effect) Violation(row.query_id + " is done in the journal and was not");
      break;
    case EntryKind::kFailed:
    case EntryKind::kReconciled: {
      is_open_[row.query_id] = false;
      const bool says_no_effect =
          row.kind == EntryKind::kFailed || row.detail.find("had no effect") != std::string::npos;
      const exec::testing::Op& op = by_unit_->at(UnitOf(row.query_id));
      const bool may_repeat = MayRepeat(op) || op.tolerant;
      if (says_no_effect && changed_.contains(row.query_id) && !may_repeat) {
        if (late_.contains(row.query_id)) ++beyond_late_;
        RowViolation(row.query_id + " had no effect in the journal, and had");
      }
      break;
    }
    default:
      break;
  }
}

void Oracle::CheckEnd(const exec::testing::ModelState& wanted) {
  if (is_beyond()) return;
  if (!server_->state.SameAs(wanted)) {
    Violation("the state differs from that of a run without faults: " + server_->state.ToString() +
              "; instead of " + wanted.ToString());
  }
  for (const auto& [unit, op] : *by_unit_) {
    const auto count = changes_.find(unit);
    if (count == changes_.end() && !MayRepeat(op) && !op.tolerant) {
      Violation(fmt::format("statement {} never took effect", unit));
    }
  }
  const revision::AppliedState applied = journal::Fold(AsRead(server_->journal));
  for (const auto& [unit, op] : *by_unit_) {
    const revision::RevisionId id(unit.substr(0, unit.find('-')));
    if (!applied.IsApplied(id))
      Violation("the journal does not say that revision " + id.text() + " is applied");
  }
}

}  // namespace housewright::simulation
