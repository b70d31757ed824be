#pragma once

// A directory of Alembic's revisions as a project of ours: pure, from the texts of its files to the
// texts of new ones.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "interop/alembic_directory.h"
#include "interop/text.h"

namespace housewright::interop {

struct NewFile {
  std::string path;  // relative to the new project
  std::string text;
};

struct AlembicImport {
  std::vector<NewFile> files;  // housewright.toml, then the revisions; empty where there are errors
  std::vector<std::string> services;
  std::vector<std::string> variables;
  std::vector<std::string> heads;  // as Alembic's `heads` lists them, by id
  std::size_t revisions = 0;
  std::size_t statements = 0;
  std::size_t stubs = 0;
  bool jinja = false;
  // Those of ReadAlembicRevision(), and import-graph (errors): ids, parents, dependencies and
  // labels that make no graph.
  Diagnostics diagnostics;
};

// `name`: of the new project. `jinja`: nothing where the files themselves are to tell.
AlembicImport ImportAlembic(const AlembicDirectory& directory, const std::string& name,
                            std::optional<Jinja> jinja);

}  // namespace housewright::interop
