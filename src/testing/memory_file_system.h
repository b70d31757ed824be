#pragma once

// A file system in memory for tests of code that reads and writes files. Faults can be injected: a
// full disk cannot be had on demand.

#include <map>
#include <optional>
#include <string>

#include "base/file_system.h"

namespace housewright::testing {

class MemoryFileSystem final : public FileSystem {
 public:
  MemoryFileSystem() = default;
  // Parent directories come into being with the files.
  MemoryFileSystem(std::initializer_list<std::pair<const std::string, std::string>> files)
      : files_(files) {}

  void Put(const std::string& path, std::string text) { files_[path] = std::move(text); }
  // Every write from now on fails as a full disk does.
  void FailWrites() { writes_fail_ = true; }
  // After `count` more writes and removals one of them fails as on a full disk. Those that follow
  // succeed, unless FailTakingBack() was called.
  void FailChangesAfter(int count) { changes_left_ = count; }
  void FailTakingBack() { fails_on_ = true; }
  const std::map<std::string, std::string>& files() const { return files_; }

  Result<std::string> Read(const std::string& path) const override;
  Result<void> Write(const std::string& path, std::string_view text) override;
  Result<void> WriteNew(const std::string& path, std::string_view text) override;
  Result<void> Remove(const std::string& path) override;
  Result<void> CreateDirectories(const std::string& path) override;
  Result<std::vector<std::string>> List(const std::string& directory) const override;
  bool Exists(const std::string& path) const override;
  bool IsDirectory(const std::string& path) const override;
  std::string CurrentDirectory() const override { return "/project"; }

 private:
  std::map<std::string, std::string> files_;  // a directory without files is kept as "path/"
  bool writes_fail_ = false;
  std::optional<int> changes_left_;
  bool fails_on_ = false;

  bool ChangeFails();
};

}  // namespace housewright::testing
