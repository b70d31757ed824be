#pragma once

// The directory of an Alembic environment: where its revisions are, and their texts. Only files are
// read; env.py is not run.

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/source_text.h"

namespace housewright::interop {

struct AlembicFile {
  std::string location;  // the directory of version_locations that it was found in
  SourceText source;     // file(): its path as the user would write it
};

struct AlembicDirectory {
  std::string path;                    // as it was given, without a slash at the end
  std::vector<std::string> locations;  // as paths, in the order of the configuration
  std::vector<AlembicFile> files;      // by location, then by path
  // Of context.configure() in env.py, where they are constants.
  std::string version_table;
  std::string version_table_schema;
};

// `directory` holds alembic.ini or a pyproject.toml with [tool.alembic], or is the script folder
// (env.py, versions/), or holds the revision files itself. kNotFound and kInvalidInput where there
// is none of these, with what was looked for.
Result<AlembicDirectory> ReadAlembicDirectory(const FileSystem& files,
                                              const std::string& directory);

}  // namespace housewright::interop
