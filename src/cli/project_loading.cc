#include "cli/project_loading.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/text.h"
#include "cli/target_choice.h"
#include "project/target_services.h"

namespace housewright::cli {

std::optional<std::string> EnvironmentValue(const Context& context, const std::string& name) {
  return project::NonEmpty(context.environment, name);
}

Result<std::string> LocateConfig(const Context& context) {
  const FileSystem& files = context.io.files;
  std::optional<std::string> path = context.options.config;
  std::string from = "--config";
  if (!path) {
    path = EnvironmentValue(context, "HOUSEWRIGHT_CONFIG");
    from = "HOUSEWRIGHT_CONFIG";
  }
  if (!path) return project::FindConfig(files, files.CurrentDirectory());
  if (files.IsDirectory(*path)) path = JoinPath(*path, "housewright.toml");
  if (files.Exists(*path)) return *std::move(path);
  return Fail(
      Error(ErrorCode::kNotFound, fmt::format("there is no '{}', which {} names", *path, from))
          .WithAdvice("name the project's housewright.toml, or start one with `housewright "
                      "init`"));
}

project::LoadedProject LoadWithEnvironment(Context& context, const std::string& config_path) {
  project::LoadedProject loaded = project::LoadProject(
      context.io.files, config_path,
      {.environment = context.io.environment, .env_file = context.options.env_file});
  context.environment = loaded.environment;
  return loaded;
}

Outcome<project::Project> ForTarget(const Context& context, project::Project project) {
  const Result<TargetChoice> choice = ChooseTarget(context, project.config);
  // Where there is no target, whoever opens it says so.
  if (!choice || choice->config == nullptr) return project;
  const project::TargetConfig target = *choice->config;
  auto restricted = project::RestrictTo(std::move(project), target);
  if (!restricted) return std::unexpected(FailureOf(std::move(restricted).error()));
  return *std::move(restricted);
}

Outcome<project::Project> LoadProjectForTarget(Context& context) {
  ASSIGN_OR_RETURN(project::Project project, LoadProjectOrFail(context));
  return ForTarget(context, std::move(project));
}

Outcome<project::Project> LookAtProjectForTarget(Context& context) {
  ASSIGN_OR_RETURN(project::Project project, LoadProjectToLook(context));
  return ForTarget(context, std::move(project));
}

Outcome<TolerantProject> LoadProjectTolerantly(Context& context) {
  ASSIGN_OR_RETURN(const std::string path, LocateConfig(context));
  project::LoadedProject loaded = LoadWithEnvironment(context, path);
  if (!loaded.project) return std::unexpected(FailureOf(std::move(loaded.diagnostics)));
  return TolerantProject{*std::move(loaded.project), std::move(loaded.diagnostics)};
}

Outcome<project::Project> LoadProjectOrFail(Context& context) {
  ASSIGN_OR_RETURN(TolerantProject loaded, LoadProjectTolerantly(context));
  if (HasErrors(loaded.diagnostics)) {
    return std::unexpected(FailureOf(std::move(loaded.diagnostics)));
  }
  for (const Diagnostic& warning : loaded.diagnostics) {
    context.talk.Say(DiagnosticText(warning, context.talk.style()));
  }
  return std::move(loaded.project);
}

Outcome<project::Project> LoadProjectToLook(Context& context) {
  ASSIGN_OR_RETURN(TolerantProject loaded, LoadProjectTolerantly(context));
  if (HasErrors(loaded.diagnostics)) {
    context.talk.Say(fmt::format("note: the project has {}: see `housewright check`",
                                 CountFindings(loaded.diagnostics)));
  }
  return std::move(loaded.project);
}

project::ValueSources SourcesOf(const Context& context) {
  return {.overrides = context.options.variables,
          .environment = context.environment,
          .files = &context.io.files};
}

}  // namespace housewright::cli
