#pragma once

// The script of --sql: what `clickhouse-client --multiquery` runs as it is, from 18.16 to 26.7,
// with the journal's rows around each statement as a run writes them. docs/guide/offline-sql.md
// says what it does where it stops.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/stamp_changes.h"
#include "db/server_facts.h"
#include "journal/journal.h"
#include "journal/script.h"
#include "plan/plan.h"
#include "project/project.h"
#include "project/values.h"
#include "project/version_table.h"

namespace housewright::cli {

enum class Secrets : std::uint8_t { kMasked, kShown };

// Alembic's version table, which the script keeps up to date.
struct ScriptVersionTable {
  project::KeptVersionTable kept;
  std::string ordering;
  std::vector<std::vector<std::string>> rows;  // after each step; for a stamp one, after all of it
};

// Everything of a script but its steps.
struct ScriptFrame {
  std::string command;             // for the journal: "upgrade"
  std::string title;               // "upgrade from base to heads"
  std::string start;               // "at base": how the message of a refusal calls it
  std::optional<std::string> tag;  // for the head comment
  journal::JournalName journal;
  std::vector<journal::ExpectedStand> expected;  // what the journal must say
  std::map<std::string, std::string> settings;   // of the target
  std::optional<db::Version> server;             // nothing: it may be any
  std::optional<ScriptVersionTable> version_table = {};
};

// Secrets are shown as [secret:name] or with their values; with the former the script fails before
// anything else until each is replaced. kInvalidInput for a `-- settings:` that is none.
Result<std::string> PlanScript(const plan::Plan& plan, const project::Project& project,
                               const project::Redactor& redactor, Secrets secrets,
                               const ScriptFrame& frame);
std::string StampScript(const std::vector<StampChange>& changes, const ScriptFrame& frame);

}  // namespace housewright::cli
