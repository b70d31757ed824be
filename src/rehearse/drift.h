#pragma once

// What a target has against what its revisions made: replayed on an engine that is thrown away.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "plan/plan.h"
#include "rehearse/replay.h"
#include "schema/diff.h"

namespace housewright::rehearse {

struct DriftInput {
  plan::Plan bootstrap;
  plan::Plan applied;  // of plan::PlanReplay
  // Revisions that could have been begun by somebody who kept no journal: each a step of its own.
  std::vector<plan::PlannedStep> next;
  std::map<std::string, std::string> settings;  // of the target
  // What bootstrap makes may be missing: it runs, perhaps for the first time, with the next deploy.
  bool bootstrap_is_to_come = false;
  // The tool's own tables and other tools'.
  std::function<bool(std::string_view database, std::string_view name)> is_ignored;
};

// A revision of which the target has the first statements, though nothing says that it was begun.
struct BegunRevision {
  std::string revision;
  std::uint32_t statements = 0;  // that have taken effect
  std::uint32_t of = 0;
  std::size_t differences = 0;  // objects that differ when these statements count as done
};

struct DriftReport {
  std::vector<std::string> databases;  // that were compared
  std::size_t objects = 0;             // that should be there and can be compared
  std::vector<schema::Change> differences;
  // Tables, views and functions that no revision made: of dbt, of people. No difference by
  // themselves.
  std::vector<schema::Change> unknown;
  std::vector<NotReplayed> not_replayed;
  std::optional<BegunRevision> begun;
  bool respelled =
      false;  // the target is of another version: its statements were run on the engine, too
};

// `engine` is empty at the beginning. Only databases that the plans name are compared, and SQL
// functions. Where the two servers are of different versions, the target's own statements are made
// on the engine first and read back, so that one version spells both sides; what the engine refuses
// is compared as the target spells it.
Result<DriftReport> CompareWithRevisions(const DriftInput& input, db::Session& target,
                                         const db::ServerFacts& target_facts, db::Session& engine,
                                         const db::ServerFacts& engine_facts);

}  // namespace housewright::rehearse
