#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace housewright {
namespace {

Error SystemError(std::string_view what, const std::string& path, int number) {
  const ErrorCode code =
      number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo;
  return {code, fmt::format("cannot {} '{}': {}", what, path,
                            std::error_code(number, std::generic_category()).message())};
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

int WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

class RealFileSystem final : public FileSystem {
 public:
  Result<std::string> Read(const std::string& path) const override {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) return Fail(SystemError("read", path, errno));
    std::string text;
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Fail(SystemError("read", path, errno));
      if (got == 0) return text;
      // Not asking for the size saves a system call for each of 10,000 small files. A large one is
      // worth it.
      if (static_cast<std::size_t>(got) == buffer.size()) ReserveAll(file.get(), text);
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

  Result<void> Write(const std::string& path, std::string_view text) override {
    return WriteThroughTemporary(path, text, [](const char* from, const char* to) {
      return ::rename(from, to) == 0 ? 0 : errno;
    });
  }

  Result<void> WriteNew(const std::string& path, std::string_view text) override {
    // link(2) fails where the name exists, so that two runs cannot both believe they made the file.
    auto written = WriteThroughTemporary(path, text, [](const char* from, const char* to) {
      return ::link(from, to) == 0 ? 0 : errno;
    });
    ::unlink(TemporaryName(path).c_str());
    return written;
  }

  Result<void> Remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return Fail(SystemError("remove", path, errno));
    return {};
  }

  Result<void> CreateDirectories(const std::string& path) override {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return Fail(SystemError("create directory", path, error.value()));
    return {};
  }

  Result<std::vector<std::string>> List(const std::string& directory) const override {
    const std::unique_ptr<DIR, CloseDirectory> open(::opendir(directory.c_str()));
    if (!open) return Fail(SystemError("list", directory, errno));
    std::vector<std::string> names;
    while (true) {
      errno = 0;
      const struct dirent* const entry = ::readdir(open.get());
      if (entry == nullptr) break;
      std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (IsDirectoryEntry(*entry, directory)) name += '/';
      names.push_back(std::move(name));
    }
    if (errno != 0) return Fail(SystemError("list", directory, errno));
    std::ranges::sort(names);
    return names;
  }

  bool Exists(const std::string& path) const override { return ::access(path.c_str(), F_OK) == 0; }

  bool IsDirectory(const std::string& path) const override {
    std::error_code error;
    return std::filesystem::is_directory(path, error);
  }

  std::string CurrentDirectory() const override {
    std::error_code error;
    return std::filesystem::current_path(error).string();
  }

 private:
  struct CloseDirectory {
    void operator()(DIR* owned) const { ::closedir(owned); }
  };

  // A link to a directory is one. Most file systems say what an entry is without being asked again.
  static bool IsDirectoryEntry(const struct dirent& entry, const std::string& directory) {
    if (entry.d_type == DT_DIR) return true;
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return false;
    std::error_code ignored;
    return std::filesystem::is_directory(JoinPath(directory, entry.d_name), ignored);
  }

  // Room for the whole of a regular file.
  static void ReserveAll(int file, std::string& text) {
    struct stat info{};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0) return;
    const auto size = static_cast<std::size_t>(info.st_size);
    if (text.capacity() < size) text.reserve(size);
  }

  static std::string TemporaryName(const std::string& path) {
    return fmt::format("{}.{}.tmp", path, ::getpid());
  }

  template <class Publish>
  static Result<void> WriteThroughTemporary(const std::string& path, std::string_view text,
                                            Publish publish) {
    const std::string temporary = TemporaryName(path);
    int failure = 0;
    {
      const FileDescriptor file(
          ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
      if (!file.ok()) return Fail(SystemError("write", path, errno));
      failure = WriteAll(file.get(), text);
    }
    if (failure == 0) failure = publish(temporary.c_str(), path.c_str());
    if (failure == 0) return {};
    ::unlink(temporary.c_str());
    if (failure == EEXIST)
      return Fail(ErrorCode::kConflict, fmt::format("'{}' exists already", path));
    return Fail(SystemError("write", path, failure));
  }
};

}  // namespace

std::unique_ptr<FileSystem> MakeRealFileSystem() { return std::make_unique<RealFileSystem>(); }

std::string JoinPath(std::string_view directory, std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  if (path.starts_with('/') || directory.empty() || directory == ".") return std::string(path);
  if (path.empty() || path == ".") return std::string(directory);
  std::string joined;
  joined.reserve(directory.size() + 1 + path.size());
  joined += directory;
  if (!directory.ends_with('/')) joined += '/';
  return joined += path;
}

std::string_view ParentPath(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string_view FileName(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace housewright
