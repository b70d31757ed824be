#include "project/project.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <tuple>
#include <utility>

#include "project/bootstrap_loader.h"
#include "project/diagnostics.h"
#include "project/env_file.h"
#include "project/project_checks.h"
#include "project/revision_loader.h"
#include "project/target_services.h"

namespace housewright::project {
namespace {

// The configuration first, then files by path; within a file from top to bottom.
void SortByPlace(Diagnostics& diagnostics, const std::string& config_path) {
  const auto place = [&](const Diagnostic& diagnostic) {
    const auto& where = diagnostic.error.where();
    const std::string_view file = where ? std::string_view(where->file) : "";
    return std::tuple(file != config_path, file, where ? where->line : 0,
                      where ? where->column : 0);
  };
  std::ranges::stable_sort(diagnostics, {}, place);
}

// Adds the .env file to the environment; true where there is one.
bool ReadEnvFile(const FileSystem& files, const Config& config, const ProjectSources& sources,
                 LoadedConfig& loaded, Diagnostics& findings) {
  if (!sources.env_file && !config.env_file) return false;
  const std::string path =
      sources.env_file ? *sources.env_file : JoinPath(config.root, *config.env_file);
  Result<std::string> text = files.Read(path);
  if (!text) {
    // That of the configuration is mostly one for each developer, and kept out of version control.
    if (!sources.env_file && text.error().code() == ErrorCode::kNotFound) return false;
    Report(findings, "env-file", std::move(text).error());
    return false;
  }
  ParsedEnvFile parsed = ParseEnvFile(SourceText(path, *std::move(text)));
  std::ranges::move(parsed.diagnostics, std::back_inserter(findings));
  loaded.environment = Layered(std::move(loaded.environment), std::move(parsed.values));
  return true;
}

std::optional<Project> LoadFiles(const FileSystem& files, Config config, Diagnostics& diagnostics) {
  LoadedRevisions revisions = LoadRevisions(files, config);
  Project project;
  project.bootstrap = LoadBootstrap(files, config, diagnostics);
  std::ranges::move(revisions.diagnostics, std::back_inserter(diagnostics));
  project.released = LoadReleased(files, config, revisions, diagnostics);
  CheckIds(revisions, project.bootstrap, project.released, diagnostics);
  CheckReplaces(revisions.files, diagnostics);

  std::optional<revision::RevisionGraph> graph = BuildGraph(revisions, diagnostics);
  const bool has_duplicates = graph && graph->size() != revisions.files.size();
  // A revision that cannot be read is one that the graph lacks.
  if (!graph || has_duplicates || !revisions.unusable_ids.empty()) return std::nullopt;
  project.config = std::move(config);
  project.revisions = std::move(revisions.files);
  project.squashed = std::move(revisions.squashed);
  project.graph = *std::move(graph);
  CheckTargetServices(project, diagnostics);
  // Heads of a project that is wrong in another way would only be noise.
  if (!HasErrors(diagnostics)) CheckHeads(project.graph, project, diagnostics);
  return project;
}

}  // namespace

const RevisionFile* Project::Find(const revision::RevisionId& id) const {
  return FindFile(revisions, id);
}

const RevisionFile& Project::FileOf(revision::RevisionGraph::Index index) const {
  const RevisionFile* file = Find(graph.node(index).id);
  assert(file != nullptr && "each node of the graph was made from a file");
  return *file;
}

LoadedConfig LoadConfig(const FileSystem& files, const std::string& config_path,
                        const ProjectSources& sources) {
  LoadedConfig loaded{.config = {}, .diagnostics = {}, .environment = sources.environment};
  Result<std::string> text = files.Read(config_path);
  if (!text) {
    Report(loaded.diagnostics, "config",
           std::move(text).error().WithAdvice("run `housewright init` to start a project, or name "
                                              "its configuration with --config"));
    return loaded;
  }
  const SourceText source(config_path, *std::move(text));
  ParsedConfig parsed = ParseConfig(source, loaded.environment);
  Diagnostics findings;
  // Its settings may come from a file that only it can name: it is then read a second time.
  if (parsed.config && ReadEnvFile(files, *parsed.config, sources, loaded, findings)) {
    parsed = ParseConfig(source, loaded.environment);
  }
  loaded.config = std::move(parsed.config);
  loaded.diagnostics = std::move(parsed.diagnostics);
  std::ranges::move(findings, std::back_inserter(loaded.diagnostics));
  return loaded;
}

LoadedProject LoadProject(const FileSystem& files, const std::string& config_path,
                          const ProjectSources& sources) {
  LoadedConfig config = LoadConfig(files, config_path, sources);
  LoadedProject loaded{.project = {},
                       .diagnostics = std::move(config.diagnostics),
                       .environment = std::move(config.environment)};
  if (!config.config) return loaded;
  loaded.project = LoadFiles(files, *std::move(config.config), loaded.diagnostics);
  SortByPlace(loaded.diagnostics, config_path);
  return loaded;
}

}  // namespace housewright::project
