#include "cli/embedded_engine.h"

#include <optional>
#include <utility>

#include "cli/project_loading.h"

namespace housewright::cli {
namespace {

std::string DataHome(const Context& context) {
  if (auto home = EnvironmentValue(context, "XDG_DATA_HOME")) return *std::move(home);
  if (auto home = EnvironmentValue(context, "HOME")) return JoinPath(*home, ".local/share");
  return "";
}

}  // namespace

Result<std::unique_ptr<engine::Engine>> StartEmbedded(Context& context,
                                                      const project::Project& project,
                                                      std::string data_path,
                                                      std::vector<engine::EngineUser> users) {
  const std::string& executable = context.io.executable;
  const std::optional<std::string>& library = project.config.engine_library;
  engine::EngineOptions options;
  ASSIGN_OR_RETURN(options.launcher, engine::FindLauncher(executable));
  ASSIGN_OR_RETURN(
      options.library,
      engine::FindLibrary(executable, library ? JoinPath(project.config.root, *library) : "",
                          EnvironmentValue(context, "HOUSEWRIGHT_ENGINE_LIBRARY").value_or(""),
                          DataHome(context)));
  options.data_path = std::move(data_path);
  options.extra_users = std::move(users);
  context.talk.Status("starting the embedded engine");
  auto engine = engine::StartEngine(options);
  context.talk.ClearStatus();
  return engine;
}

}  // namespace housewright::cli
