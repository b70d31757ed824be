#pragma once

// What `stamp` writes: from what the journal says to what it is to say.

#include <string>
#include <vector>

#include "journal/entry.h"
#include "project/project.h"
#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::cli {

struct StampChange {
  revision::RevisionId id;
  revision::Direction direction = revision::Direction::kUpgrade;  // kDowngrade: not applied
  std::string service;
  std::string hash;  // hex
};

// In the graph's order. A revision that stands half-way is always stamped, so that it does not stay
// so. With what the journal has and the project does not, as not applied.
std::vector<StampChange> StampChangesTo(const project::Project& project,
                                        const revision::AppliedState& applied,
                                        const revision::RevisionSet& wanted);

// Fills in what the change says.
void SetStamp(journal::Entry& entry, const StampChange& change);

}  // namespace housewright::cli
