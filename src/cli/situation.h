#pragma once

// What a plan that is not run begins at: the state that a start names, or that a target's journal
// tells.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/context.h"
#include "cli/target_connection.h"
#include "db/server_facts.h"
#include "journal/journal.h"
#include "plan/plan.h"
#include "project/project.h"

namespace housewright::cli {

struct Situation {
  revision::AppliedState applied;
  project::Values values;
  plan::Capabilities capabilities;
  std::string from;                                        // "from base", "on local (http://...)"
  std::map<std::string, std::string> settings;             // of the target
  std::optional<db::ServerFacts> facts;                    // nothing where no server was asked
  std::optional<project::KeptVersionTable> version_table;  // of the target
  std::string keeper_path = {};                            // of the target
};

// Asks no server. A named target still says what its variables and settings are.
Result<Situation> OfflineSituation(Context& context, const project::Project& project,
                                   const std::string& start);
// kConflict where the target has revisions that the project does not know, unless that is allowed.
enum class UnknownRevision : bool { kIsRefused, kIsAllowed };
Result<Situation> TargetSituation(Context& context, const project::Project& project,
                                  TargetConnection& connection,
                                  UnknownRevision unknown = UnknownRevision::kIsRefused);
// What is shown with its secrets masked needs none of them.
void FillMissingSecrets(project::Values& values);

// "start:goal" of --sql; `start` is absent where there is no ':'.
struct GoalRange {
  std::optional<std::string> start;
  std::string goal;
};
Result<GoalRange> ParseGoalRange(std::string_view text);

// The state in which exactly `start` and what it needs are applied. Several starts stand between
// commas, for lines that are independent of each other. kUsage for a start that only a server can
// tell: `current`, +N, -N.
Result<revision::AppliedState> AppliedAt(const project::Project& project, const std::string& start);

// The state in which exactly these are applied.
revision::AppliedState StateWith(const project::Project& project, const revision::RevisionSet& set);

// `keeper_path` is that of the target.
Result<journal::JournalName> JournalNameOf(const Context& context, const project::Project& project,
                                           const project::Values& values,
                                           const std::string& keeper_path = {});

}  // namespace housewright::cli
