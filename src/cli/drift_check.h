#pragma once

// Comparing a target with what its revisions made: for `drift` and `adopt`.

#include <map>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/outcome.h"
#include "cli/target_connection.h"
#include "engine/engine.h"
#include "project/project.h"
#include "rehearse/drift.h"
#include "revision/applied_state.h"

namespace housewright::cli {

// What a replay assumes: rights are nobody's business there, and a cluster's words are taken out
// later.
plan::Capabilities ReplayCapabilities();

// The users whom an engine needs for a replay (rehearse/dictionary_logins.h). A dictionary whose
// user the engine cannot have is made all the same; it only cannot be asked.
std::vector<engine::EngineUser> UsersForReplay(
    const std::map<std::string, std::string>& dictionary_logins);

struct DriftScope {
  std::vector<sql::ObjectName> ignored;
  bool bootstrap_is_to_come = false;  // as in rehearse::DriftInput
};

// Starts an embedded engine, replays on it bootstrap and what `applied` tells of, and compares. The
// journal, locks and Alembic's table, which `scope` may name, are left out. Secrets are not
// needed: where one has no value its placeholder is used.
Outcome<rehearse::DriftReport> CheckDrift(Context& context, const project::Project& project,
                                          TargetConnection& connection,
                                          const revision::AppliedState& applied,
                                          DriftScope scope = {});

}  // namespace housewright::cli
