#include "project/project.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <tuple>
#include <utility>

#include "project/bootstrap_loader.h"
#include "project/diagnostics.h"
#include "project/project_checks.h"
#include "project/revision_loader.h"

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

std::optional<Project> LoadFiles(const FileSystem& files, Config config, Diagnostics& diagnostics) {
  LoadedRevisions revisions = LoadRevisions(files, config);
  Project project;
  project.bootstrap = LoadBootstrap(files, config, diagnostics);
  std::ranges::move(revisions.diagnostics, std::back_inserter(diagnostics));
  CheckIds(revisions, project.bootstrap, diagnostics);
  project.released = LoadReleased(files, config, revisions, diagnostics);

  std::optional<revision::RevisionGraph> graph = BuildGraph(revisions, diagnostics);
  const bool has_duplicates = graph && graph->size() != revisions.files.size();
  // A revision that cannot be read is one that the graph lacks.
  if (!graph || has_duplicates || !revisions.unusable_ids.empty()) return std::nullopt;
  project.config = std::move(config);
  project.revisions = std::move(revisions.files);
  project.graph = *std::move(graph);
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

LoadedProject LoadProject(const FileSystem& files, const std::string& config_path) {
  LoadedProject loaded;
  Result<std::string> text = files.Read(config_path);
  if (!text) {
    Report(loaded.diagnostics, "config",
           std::move(text).error().WithAdvice("run `housewright init` to start a project, or name "
                                              "its configuration with --config"));
    return loaded;
  }
  ParsedConfig parsed = ParseConfig(SourceText(config_path, *std::move(text)));
  loaded.diagnostics = std::move(parsed.diagnostics);
  if (!parsed.config) return loaded;
  loaded.project = LoadFiles(files, *std::move(parsed.config), loaded.diagnostics);
  SortByPlace(loaded.diagnostics, config_path);
  return loaded;
}

}  // namespace housewright::project
