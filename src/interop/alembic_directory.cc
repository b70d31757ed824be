#include "interop/alembic_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "interop/alembic_settings.h"
#include "interop/python_syntax.h"

namespace housewright::interop {
namespace {

constexpr std::size_t kDeepestFolder = 16;

// A file that Alembic would load: not __init__.py, no editor's lock.
bool IsRevisionName(std::string_view name) {
  return name.ends_with(".py") && !name.starts_with("__init__") && !name.starts_with(".#");
}

bool HoldsRevisions(const FileSystem& files, const std::string& directory) {
  const auto names = files.List(directory);
  return names && std::ranges::any_of(*names, [](const std::string& name) {
           return IsRevisionName(name) && name != "env.py" && name != "setup.py";
         });
}

class DirectoryReader {
 public:
  DirectoryReader(const FileSystem& files, std::string directory)
      : files_(files), root_(std::move(directory)) {
    result_.path = root_;
  }

  Result<AlembicDirectory> Run() {
    if (!files_.IsDirectory(root_)) {
      return Fail(ErrorCode::kNotFound, fmt::format("there is no directory '{}'", root_));
    }
    TRY(Locate());
    for (const std::string& location : result_.locations) {
      if (!files_.IsDirectory(location)) {
        return Fail(Error(ErrorCode::kNotFound,
                          fmt::format("'{}', which {} names as a place of revisions, is not there",
                                      location, configured_by_))
                        .WithAdvice("name the script folder itself: `housewright import alembic "
                                    "FOLDER`"));
      }
      TRY(ReadFolder(location, location, 0));
    }
    if (result_.files.empty()) {
      return Fail(ErrorCode::kNotFound,
                  fmt::format("there is no revision in '{}'", Join(result_.locations, "', '")));
    }
    return std::move(result_);
  }

 private:
  Result<void> Locate() {
    ASSIGN_OR_RETURN(const auto settings, ReadAlembicSettings(files_, root_));
    if (settings) return LocateBy(*settings);
    ReadEnvironment(root_);
    const std::string versions = JoinPath(root_, "versions");
    configured_by_ = "the script folder";
    if (files_.IsDirectory(versions)) {
      result_.locations.push_back(versions);
    } else if (HoldsRevisions(files_, root_)) {
      result_.locations.push_back(root_);
    } else {
      return Fail(
          Error(
              ErrorCode::kNotFound,
              fmt::format(
                  "'{}' holds no alembic.ini, no [tool.alembic] in a pyproject.toml, no versions/ "
                  "and no revisions",
                  root_))
              .WithAdvice("name the folder with alembic.ini or pyproject.toml, or the one that "
                          "holds env.py "
                          "and versions/"));
    }
    return {};
  }

  Result<void> LocateBy(const AlembicSettings& settings) {
    configured_by_ = settings.said_by;
    const std::string folder = PathOf(settings.script_location);
    ReadEnvironment(folder);
    recursive_ = settings.recursive;
    for (const std::string& location : settings.version_locations) {
      result_.locations.push_back(PathOf(location));
    }
    if (result_.locations.empty()) result_.locations.push_back(JoinPath(folder, "versions"));
    return {};
  }

  // A path relative to the file's folder, or `package:folder`.
  std::string PathOf(std::string path) const {
    const std::size_t colon = path.find(':');
    if (colon != std::string::npos) {
      path = ReplaceAll(path.substr(0, colon), ".", "/") + "/" + path.substr(colon + 1);
    }
    // %(here)s is the root already.
    if (path == root_ || path.starts_with(root_ + "/")) return path;
    return JoinPath(root_, path);
  }

  Result<void> ReadFolder(const std::string& location, const std::string& folder,
                          std::size_t depth) {
    ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(folder));
    for (const std::string& name : names) {
      if (name.ends_with('/')) {
        const bool descends = recursive_ && depth < kDeepestFolder && name != "__pycache__/";
        if (descends) {
          TRY(ReadFolder(location, JoinPath(folder, name.substr(0, name.size() - 1)), depth + 1));
        }
        continue;
      }
      if (!IsRevisionName(name) || name == "env.py") continue;
      const std::string path = JoinPath(folder, name);
      // A directory within another location is read once.
      if (!paths_.insert(path).second) continue;
      ASSIGN_OR_RETURN(std::string text, files_.Read(path));
      result_.files.push_back({location, SourceText(path, std::move(text))});
    }
    return {};
  }

  // Constants that env.py hands to context.configure().
  void ReadEnvironment(const std::string& folder) {
    const auto text = files_.Read(JoinPath(folder, "env.py"));
    if (!text) return;
    const PythonTokens read = TokenizePython(*text);
    for (std::size_t i = 0; i + 2 < read.tokens.size(); ++i) {
      if (!read.tokens[i + 1].Is("=")) continue;
      const std::string_view literal = read.tokens[i + 2].text;
      const bool is_plain = read.tokens[i + 2].type == PythonTokenType::kString &&
                            (literal[0] == '"' || literal[0] == '\'') && literal.size() > 2 &&
                            literal.find_first_of("\\{\n") == std::string_view::npos;
      if (!is_plain) continue;
      const std::string_view value = literal.substr(1, literal.size() - 2);
      if (read.tokens[i].Is("version_table")) result_.version_table = value;
      if (read.tokens[i].Is("version_table_schema")) result_.version_table_schema = value;
    }
  }

  const FileSystem& files_;
  std::string root_;
  std::string configured_by_;
  bool recursive_ = false;
  std::set<std::string> paths_;
  AlembicDirectory result_;
};

}  // namespace

Result<AlembicDirectory> ReadAlembicDirectory(const FileSystem& files,
                                              const std::string& directory) {
  std::string root = directory;
  while (root.size() > 1 && root.ends_with('/')) root.pop_back();
  return DirectoryReader(files, root).Run();
}

}  // namespace housewright::interop
