#pragma once

// A random project of a few revisions, for the simulation.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exec/model_statements.h"
#include "project/project.h"
#include "testing/memory_file_system.h"

namespace housewright::simulation {

// Where journal and lock are: in tables of the server, or in KeeperMap tables.
enum class Form : std::uint8_t { kSingle, kKeeper };

struct Migration {
  ::housewright::testing::MemoryFileSystem files;
  project::Project project;
  std::vector<std::string> units;  // "0001-2", in their order
  std::map<std::string, exec::testing::Op> by_unit;
  std::map<std::string, exec::testing::Op> by_sql;
  exec::testing::ModelState wanted;  // after all of them

  std::string ToString() const;
};

// The same for the same number; kept, because a project takes longer to load than to run.
const Migration& MigrationOf(std::uint64_t number, Form form);

}  // namespace housewright::simulation
