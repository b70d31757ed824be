#pragma once

// From journal entries to the applied state: pure, total, and the only reader of the entries'
// meaning.

#include <vector>

#include "journal/entry.h"
#include "revision/applied_state.h"

namespace housewright::journal {

// Entries by seq. Rules in docs/design/journal.md: a revision is applied when the last statement of
// its upgrade is done (or it was stamped), not applied when the last statement of its downgrade is;
// an intent without outcome is open. `journal_exists` is true; a caller that found no table makes
// no fold.
revision::AppliedState Fold(const std::vector<Entry>& entries);

// The state after one more entry: Fold is this, once for each. The state holds all that later
// entries need.
void Apply(revision::AppliedState& state, const Entry& entry);

}  // namespace housewright::journal
