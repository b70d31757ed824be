#pragma once

// Runs plans on an engine that is thrown away, for the schema alone. No journal and no probes:
// where it fails or dies, it is begun anew.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "plan/plan.h"
#include "sql/statement_facts.h"

namespace housewright::rehearse {

// A statement that the engine refused: what it names cannot be compared.
struct NotReplayed {
  std::string revision;  // or empty, of bootstrap
  std::string file;
  std::uint32_t line = 0;
  std::string summary;
  std::string reason;
  std::vector<sql::ObjectName> objects;
};

// False for what only reads or moves rows (INSERT, OPTIMIZE, ALTER ... UPDATE, partitions), acts on
// the connection or on rights: the engine has no rows, and no users that anybody asks for.
bool ChangesSchema(const sql::StatementFacts& facts);

class Replay {
 public:
  // `engine` outlives it. `settings` go with every statement, and over them its own (`--
  // settings:`).
  Replay(db::Session& engine, std::map<std::string, std::string> settings)
      : engine_(engine), settings_(std::move(settings)) {}

  // Statements that change a schema, in order. A database that a statement names and no statement
  // made is made first, as somebody else has made it on the target. Errors only where the engine
  // cannot be talked to.
  Result<void> Run(const plan::Plan& plan);
  Result<void> Run(const plan::PlannedStep& step, const plan::PlannedStatement& statement);

  const std::vector<NotReplayed>& not_replayed() const { return not_replayed_; }
  // Those that statements made or named.
  const std::set<std::string>& databases() const { return databases_; }

 private:
  Result<void> MakeDatabases(const sql::StatementFacts& facts);
  void AddNotReplayed(const plan::PlannedStep& step, const project::RenderedStatement& statement,
                      std::string reason);

  db::Session& engine_;
  std::map<std::string, std::string> settings_;
  std::set<std::string> databases_;
  std::vector<NotReplayed> not_replayed_;
};

}  // namespace housewright::rehearse
