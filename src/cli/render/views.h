#pragma once

// What the commands hand to the renderers: plain values, the same for text and JSON.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "plan/plan.h"
#include "project/project.h"
#include "revision/applied_state.h"

namespace housewright::cli {

// A revision as history, heads, show and current print it; the words are Alembic's.
struct RevisionView {
  std::string id;
  std::string service;
  std::vector<std::string> labels;
  std::vector<std::string> parents;
  std::vector<std::string> depends_on;
  std::vector<std::string> children;
  std::string message;
  std::string created;
  std::string path;
  std::string hash;
  bool head = false;
  bool effective_head = false;  // a head that a revision of another branch depends on
  bool branchpoint = false;
  bool mergepoint = false;
  bool released = false;
  std::optional<bool> current;  // only where a target was asked
};

// A revision that several follow.
struct BranchView {
  RevisionView point;
  std::vector<RevisionView> children;
};

using CurrentSet = std::set<revision::RevisionGraph::Index>;
RevisionView ViewOf(const project::Project& project, revision::RevisionGraph::Index index,
                    const CurrentSet* current = nullptr);

struct LeftOutView {
  std::string revision;  // empty for bootstrap
  std::string file;
  std::uint32_t line = 0;
  std::string summary;
  std::string reason;
};
std::vector<LeftOutView> LeftOutOf(const plan::Plan& plan);

enum class RunStatus : std::uint8_t { kDone, kNothingToDo };

struct RunView {
  RunStatus status = RunStatus::kNothingToDo;
  std::string goal = {};
  std::string run_id = {};  // empty where nothing ran
  std::size_t revisions = 0;
  std::size_t statements = 0;
  std::vector<LeftOutView> left_out = {};
  Diagnostics warnings = {};
  bool is_bootstrap = false;  // the two below are meant for it
  std::vector<plan::WithdrawnGrant> withdrawn = {};
  std::vector<std::string> undeclared = {};
  std::chrono::milliseconds elapsed{0};
  std::string closing = {};  // the last line of the text form
  // kFailed where the run is well and only Alembic's version table could not be written.
  Status exit = Status::kDone;
};

struct LastRunView {
  std::string run_id, command, by, began, last_entry;
  bool ended = false;
  bool is_on = false;  // it holds the lock
};

// Who holds a target's lock. Times are UTC as RFC 3339, `expires_in` seconds by the server's clock.
struct LockView {
  std::string run_id, command, by, since, renewed;
  std::int64_t expires_in = 0;
  bool is_abandoned = false;  // another run takes it over
  std::string text;           // all of it in words
};

struct StatusView {
  std::string target, display, server_version;
  std::string journal_database, journal_table;
  bool journal_exists = false;
  std::size_t applied = 0, total = 0;
  std::vector<RevisionView> pending;
  std::vector<std::string> unknown;
  std::vector<std::string> edited;  // applied, and the file is not what was applied
  std::map<revision::RevisionId, revision::Progress> half_way;
  std::optional<LastRunView> last_run;
  std::vector<LockView> locks;
};

}  // namespace housewright::cli
