#pragma once

// Where an Alembic environment says that its revisions are: [alembic] of alembic.ini, and from 1.16
// on [tool.alembic] of the pyproject.toml beside it. Key by key the first of them that has one
// wins.

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace housewright::interop {

struct AlembicSettings {
  std::string said_by;  // the files, for messages: "m/alembic.ini and m/pyproject.toml"
  // As they are written, with %(here)s filled in.
  std::string script_location;
  std::vector<std::string> version_locations;
  bool recursive = false;
};

// Nothing where `directory` has no alembic.ini, and no pyproject.toml with [tool.alembic].
// kInvalidInput, with the place, for a file that cannot be read so, and where neither has a
// script_location.
Result<std::optional<AlembicSettings>> ReadAlembicSettings(const FileSystem& files,
                                                           const std::string& directory);

}  // namespace housewright::interop
