#include "project/target_services.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "project/diagnostics.h"
#include "project/project_checks.h"

namespace housewright::project {
namespace {

// The finding for `file`, which needs `needed`, which does not run on `target`.
void ReportElsewhere(const RevisionFile& file, const revision::RevisionNode& needed,
                     const TargetConfig& target, Diagnostics& diagnostics) {
  Report(diagnostics,
         {.rule = "target-services",
          .message = fmt::format("revision {} of service '{}' needs {} of service '{}', which is "
                                 "not on target '{}'",
                                 file.id.text(), file.service, needed.id.text(), needed.service,
                                 target.name),
          .advice = fmt::format("add \"{}\" to services of [targets.{}], or take \"{}\" off it",
                                needed.service, target.name, file.service),
          .code = ErrorCode::kConflict},
         file.WhereHeader("depends_on"));
}

}  // namespace

bool RunsOn(const TargetConfig& target, std::string_view service) {
  return target.services.empty() ||
         std::ranges::find(target.services, service) != target.services.end();
}

void CheckTargetServices(const Project& project, const TargetConfig& target,
                         Diagnostics& diagnostics) {
  if (target.services.empty()) return;
  const revision::RevisionGraph& graph = project.graph;
  for (revision::RevisionGraph::Index i = 0; i < graph.size(); ++i) {
    if (!RunsOn(target, graph.node(i).service)) continue;
    for (const auto needed : graph.Needs(i)) {
      if (RunsOn(target, graph.node(needed).service)) continue;
      ReportElsewhere(project.FileOf(i), graph.node(needed), target, diagnostics);
    }
  }
}

void CheckTargetServices(const Project& project, Diagnostics& diagnostics) {
  for (const TargetConfig& target : project.config.targets) {
    CheckTargetServices(project, target, diagnostics);
  }
}

std::expected<Project, Diagnostics> RestrictTo(Project project, const TargetConfig& target) {
  if (target.services.empty()) return project;
  Diagnostics diagnostics;
  CheckTargetServices(project, target, diagnostics);
  if (!diagnostics.empty()) return std::unexpected(std::move(diagnostics));
  LoadedRevisions kept;
  for (RevisionFile& file : project.revisions) {
    if (RunsOn(target, file.service)) {
      kept.files.push_back(std::move(file));
    } else {
      project.elsewhere.emplace(file.id, file.service);
    }
  }
  std::optional<revision::RevisionGraph> graph = BuildGraph(kept, diagnostics);
  if (!graph) return std::unexpected(std::move(diagnostics));
  project.graph = *std::move(graph);
  project.revisions = std::move(kept.files);
  return project;
}

}  // namespace housewright::project
