#include "cli/project_loading.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/text.h"

namespace housewright::cli {

std::optional<std::string> EnvironmentValue(const Context& context, const std::string& name) {
  if (!context.io.environment) return std::nullopt;
  std::optional<std::string> value = context.io.environment(name);
  if (value && value->empty()) return std::nullopt;
  return value;
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

Outcome<TolerantProject> LoadProjectTolerantly(Context& context) {
  ASSIGN_OR_RETURN(const std::string path, LocateConfig(context));
  project::LoadedProject loaded = project::LoadProject(context.io.files, path);
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
          .environment = context.io.environment,
          .files = &context.io.files};
}

}  // namespace housewright::cli
