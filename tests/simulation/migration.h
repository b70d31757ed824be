#pragma once

// A random project of a few revisions, for the simulation.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exec/model_statements.h"
#include "project/project.h"
#include "testing/memory_file_system.h"

namespace housewright::simulation {

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
const Migration& MigrationOf(std::uint64_t number);

}  // namespace housewright::simulation
