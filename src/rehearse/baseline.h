#pragma once

// What a run of revisions makes, as one set of statements.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "plan/plan.h"
#include "schema/schema.h"

namespace housewright::rehearse {

struct Baseline {
  std::vector<std::string>
      upgrade;  // CREATE statements in an order that works, laid out over several lines
  std::vector<std::string> downgrade;  // DROP statements, in the other direction
  schema::Schema schema;               // after the run
};

// Runs `before` and then `run` on `engine`, which is empty, and reads what `run` added. kConflict
// where the run changes or drops what was made before it, or holds a secret that no server shows;
// kServer where a statement is refused. A database may be there already and hold what is not the
// run's: it is created IF NOT EXISTS, and dropped only where it is one of `dropped_databases`.
Result<Baseline> MakeBaseline(const std::vector<plan::Plan>& before, const plan::Plan& run,
                              const std::set<std::string>& dropped_databases,
                              const std::map<std::string, std::string>& settings,
                              db::Session& engine);

// The schema that the plans make on `engine`, which is empty. kServer where a statement is refused.
Result<schema::Schema> SchemaOf(const std::vector<plan::Plan>& plans,
                                const std::map<std::string, std::string>& settings,
                                db::Session& engine);

// Statements of the plan that put rows in or change rights: a baseline does not do it. "INSERT INTO
// a.b (file:9)".
std::vector<std::string> NotInABaseline(const plan::Plan& run);

}  // namespace housewright::rehearse
