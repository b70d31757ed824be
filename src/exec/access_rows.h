#pragma once

// plan::AccessRecord in the journal and back.

#include <vector>

#include "journal/detail.h"
#include "journal/entry.h"
#include "plan/access.h"

namespace housewright::exec {

journal::AccessDetail DetailOf(const plan::AccessRecord& record);
// What all bootstraps did, by their entries in the order of seq. A grant whose outcome is not known
// counts as granted: to revoke what is not there does no harm. A right that cannot be read is left
// out.
plan::AccessHistory HistoryOf(const std::vector<journal::Entry>& entries);

}  // namespace housewright::exec
