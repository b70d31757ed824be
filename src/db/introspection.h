#pragma once

// Questions to system tables that more than one folder asks. Each works from 18.16 on.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "schema/schema.h"

namespace housewright::db {

struct DatabaseObject {
  std::string database;
  std::string name;
  std::string
      engine;  // "MergeTree", "View", "MaterializedView", "Dictionary", "Function" (database empty)
  std::string create_query;  // as the server prints it
};

// Everything that users made in `databases` (all but the system ones where empty): tables, views,
// dictionaries, and SQL functions; ordered so that running the create queries one after another
// works where that order exists, then by name.
Result<std::vector<DatabaseObject>> ListObjects(Session& session,
                                                const std::vector<std::string>& databases);
// By name, without the server's own. The engine is empty where CREATE DATABASE makes it by itself:
// Ordinary before 20.10, Atomic since; Memory and Overlay where it is the embedded engine's own
// `default`.
Result<std::vector<schema::Database>> ListDatabases(Session& session);
// Databases and objects as values. An object whose statement the server does not show has no parts.
Result<schema::Schema> ReadSchema(Session& session);
Result<bool> DatabaseExists(Session& session, const std::string& database);
// The engine's name, or nothing where there is no such table.
Result<std::optional<std::string>> TableEngine(Session& session, const std::string& database,
                                               const std::string& table);
// Name -> type in the table's order.
Result<std::vector<std::pair<std::string, std::string>>> ListColumns(Session& session,
                                                                     const std::string& database,
                                                                     const std::string& table);
Result<bool> FunctionExists(Session& session, const std::string& name);

}  // namespace housewright::db
