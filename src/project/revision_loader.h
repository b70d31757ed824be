#pragma once

// Finds and reads the revision files of all services, and checks each of them by itself. One read
// and one pass of the lexer a file; large projects are read by two threads.

#include <string>
#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "project/config.h"
#include "project/revision_file.h"

namespace housewright::project {

struct LoadedRevisions {
  std::vector<RevisionFile> files;  // by id, then by path
  // Ids that names of files give whose headers cannot be used: what refers to them is not wrong.
  std::vector<std::string> unusable_ids;
  Diagnostics diagnostics;
  std::vector<RevisionFile> squashed = {};  // of directories of that name
};

LoadedRevisions LoadRevisions(const FileSystem& files, const Config& config);

// README, .gitkeep and other hidden files may stand beside revisions and bootstrap files.
bool IsIgnoredFile(std::string_view name);
// Reads `path`, which is relative to the project's root; the text's file() is `path`.
Result<SourceText> ReadSource(const FileSystem& files, const Config& config,
                              const std::string& path);
// The first line of a file that is not open: for findings about the file as a whole.
SourceExcerpt WholeFile(std::string path);

}  // namespace housewright::project
