#pragma once

// Comparing a target with what its revisions made: for `drift` and `adopt`.

#include <vector>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/target_connection.h"
#include "project/project.h"
#include "rehearse/drift.h"
#include "revision/applied_state.h"

namespace housewright::cli {

// What a replay assumes: rights are nobody's business there, and a cluster's words are taken out
// later.
plan::Capabilities ReplayCapabilities();

// Starts an embedded engine, replays on it bootstrap and what `applied` tells of, and compares. The
// journal, locks and Alembic's table, which `ignored` may name, are left out. Secrets are not
// needed: where one has no value its placeholder is used.
Outcome<rehearse::DriftReport> CheckDrift(Context& context, const project::Project& project,
                                          TargetConnection& connection,
                                          const revision::AppliedState& applied,
                                          std::vector<sql::ObjectName> ignored = {});

}  // namespace housewright::cli
