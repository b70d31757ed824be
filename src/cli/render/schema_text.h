#pragma once

// What `schema` prints.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/render/style.h"
#include "db/introspection.h"
#include "schema/schema.h"

namespace housewright::cli {

struct SchemaView {
  using Database = schema::Database;
  // Database and table -> rows, of the tables whose engine counts them.
  using Rows = std::map<std::pair<std::string, std::string>, std::uint64_t>;

  std::vector<Database> databases;  // by name
  std::vector<db::DatabaseObject> objects;
  std::optional<Rows> rows;  // only where they were asked for
};

// A script that makes the same objects on an empty server.
std::string SchemaScript(const SchemaView& schema);
// A table of database, name, engine and rows, by database and name, under a line of headings.
std::string SchemaList(const SchemaView& schema, const Style& style);

}  // namespace housewright::cli
