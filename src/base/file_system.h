#pragma once

// The file system as one small class, so that a full disk or a missing permission can be tested.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace housewright {

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // kNotFound where there is no such file, kIo for everything else.
  virtual Result<std::string> Read(const std::string& path) const = 0;
  // Writes a temporary file beside `path`, syncs it and renames it: a reader sees the old text or
  // the new one, and an error (disk full, no permission) leaves what was there.
  virtual Result<void> Write(const std::string& path, std::string_view text) = 0;
  // As Write, but kConflict where `path` exists already.
  virtual Result<void> WriteNew(const std::string& path, std::string_view text) = 0;
  // A file, not a directory.
  virtual Result<void> Remove(const std::string& path) = 0;
  virtual Result<void> CreateDirectories(const std::string& path) = 0;
  // The names (not paths) in a directory, sorted; sub-directories end with '/'. kNotFound where
  // there is none.
  virtual Result<std::vector<std::string>> List(const std::string& directory) const = 0;
  virtual bool Exists(const std::string& path) const = 0;
  virtual bool IsDirectory(const std::string& path) const = 0;
  // Absolute path of the current directory.
  virtual std::string CurrentDirectory() const = 0;
};

// The real one. Stateless and thread-safe.
std::unique_ptr<FileSystem> MakeRealFileSystem();

// "a" + "b/c" -> "a/b/c"; an absolute second part wins; "." parts vanish.
std::string JoinPath(std::string_view directory, std::string_view path);
std::string_view ParentPath(std::string_view path);  // "a/b" -> "a", "b" -> "."
std::string_view FileName(std::string_view path);    // "a/b.sql" -> "b.sql"

}  // namespace housewright
