#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/file_system.h"
#include "base/text.h"
#include "engine/engine.h"

namespace housewright::engine {
namespace {

constexpr char kLauncher[] = "housewright-engine";
// Where npm puts the library, under the folder that scripts/install-engine was given.
constexpr char kPackagedLibrary[] = "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";

bool IsFile(const std::string& path, int mode) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), mode) == 0;
}

// The folder that holds the executable itself, past symbolic links.
std::string FolderOf(const std::string& executable) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(executable, error);
  return error ? std::string(ParentPath(executable)) : real.parent_path().string();
}

Result<std::string> FirstOf(const std::vector<std::string>& places, int mode, std::string_view what,
                            std::string_view advice) {
  for (const std::string& place : places) {
    if (IsFile(place, mode)) return place;
  }
  return Fail(Error(ErrorCode::kNotFound,
                    std::string(what) + " is in none of these places: " + Join(places, ", "))
                  .WithAdvice(std::string(advice)));
}

// The roots of source trees that the executable may have been built in, inside out.
std::vector<std::string> EngineFoldersAbove(std::string folder) {
  std::vector<std::string> found;
  std::error_code ignored;
  while (folder.size() > 1) {
    const std::string candidate = JoinPath(folder, ".engine");
    if (std::filesystem::is_directory(candidate, ignored)) {
      found.push_back(JoinPath(candidate, kPackagedLibrary));
    }
    folder = std::filesystem::path(folder).parent_path().string();
  }
  return found;
}

Result<std::string> Named(const std::string& path, const std::string& by) {
  if (IsFile(path, R_OK)) return path;
  return Fail(
      Error(ErrorCode::kNotFound, "the engine library that " + by + " names is not there: " + path)
          .WithAdvice("correct " + by + ", or remove it and run scripts/install-engine"));
}

}  // namespace

Result<std::string> FindLauncher(const std::string& executable) {
  const std::string folder = FolderOf(executable);
  const std::string above(ParentPath(folder));
  return FirstOf(
      {JoinPath(folder, kLauncher), JoinPath(folder, JoinPath("engine/launcher", kLauncher)),
       JoinPath(above, JoinPath("libexec/housewright", kLauncher))},
      X_OK, "the engine's launcher housewright-engine", "build or install housewright again");
}

Result<std::string> FindLibrary(const std::string& executable, const std::string& configured,
                                const std::string& from_environment, const std::string& data_home) {
  if (!configured.empty()) return Named(configured, "the configuration");
  if (!from_environment.empty()) return Named(from_environment, "HOUSEWRIGHT_ENGINE_LIBRARY");
  const std::string folder = FolderOf(executable);
  std::vector<std::string> places = EngineFoldersAbove(folder);
  const std::string installed = JoinPath(ParentPath(folder), "lib/housewright");
  places.push_back(JoinPath(installed, "libchdb.so"));
  places.push_back(JoinPath(installed, kPackagedLibrary));
  if (!data_home.empty()) {
    places.push_back(JoinPath(JoinPath(data_home, "housewright"), kPackagedLibrary));
  }
  return FirstOf(places, R_OK, "the engine library libchdb.so",
                 "run scripts/install-engine, or set HOUSEWRIGHT_ENGINE_LIBRARY");
}

}  // namespace housewright::engine
