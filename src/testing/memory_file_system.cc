#include "testing/memory_file_system.h"

#include <fmt/format.h>

#include <set>

namespace housewright::testing {
namespace {
std::string AsDirectory(std::string_view path) {
  std::string directory(path);
  if (!directory.ends_with('/')) directory += '/';
  return directory;
}
}  // namespace

Result<std::string> MemoryFileSystem::Read(const std::string& path) const {
  const auto it = files_.find(path);
  if (it != files_.end()) return it->second;
  return Fail(ErrorCode::kNotFound,
              fmt::format("cannot read '{}': No such file or directory", path));
}

Result<void> MemoryFileSystem::Write(const std::string& path, std::string_view text) {
  if (writes_fail_ || ChangeFails()) {
    return Fail(ErrorCode::kIo, fmt::format("cannot write '{}': No space left on device", path));
  }
  files_[path] = std::string(text);
  return {};
}

Result<void> MemoryFileSystem::WriteNew(const std::string& path, std::string_view text) {
  if (files_.contains(path))
    return Fail(ErrorCode::kConflict, fmt::format("'{}' exists already", path));
  return Write(path, text);
}

bool MemoryFileSystem::ChangeFails() {
  if (!changes_left_) return false;
  if (*changes_left_ > 0) {
    --*changes_left_;
    return false;
  }
  if (!fails_on_) changes_left_.reset();
  return true;
}

Result<void> MemoryFileSystem::Remove(const std::string& path) {
  if (ChangeFails()) {
    return Fail(ErrorCode::kIo, fmt::format("cannot remove '{}': No space left on device", path));
  }
  if (files_.erase(path) != 0) return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("cannot remove '{}': No such file or directory", path));
}

Result<void> MemoryFileSystem::CreateDirectories(const std::string& path) {
  files_.try_emplace(AsDirectory(path));
  return {};
}

Result<std::vector<std::string>> MemoryFileSystem::List(const std::string& directory) const {
  if (!IsDirectory(directory)) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("cannot list '{}': No such file or directory", directory));
  }
  const std::string prefix = AsDirectory(directory);
  std::set<std::string> names;
  for (auto it = files_.lower_bound(prefix); it != files_.end() && it->first.starts_with(prefix);
       ++it) {
    const std::string_view rest = std::string_view(it->first).substr(prefix.size());
    if (rest.empty()) continue;
    const std::size_t slash = rest.find('/');
    names.emplace(slash == std::string_view::npos ? rest : rest.substr(0, slash + 1));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

bool MemoryFileSystem::Exists(const std::string& path) const {
  return files_.contains(path) || IsDirectory(path);
}

bool MemoryFileSystem::IsDirectory(const std::string& path) const {
  const std::string prefix = AsDirectory(path);
  const auto it = files_.lower_bound(prefix);
  return it != files_.end() && it->first.starts_with(prefix);
}

}  // namespace housewright::testing
