#include "cli/commands/revision.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/revision_writing.h"
#include "revision/new_edges.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::RevisionGraph;
using Revisions = std::vector<RevisionGraph::Index>;

std::vector<std::string> ServiceNames(const project::Config& config) {
  std::vector<std::string> names;
  for (const project::ServiceConfig& service : config.services) names.push_back(service.name);
  return names;
}

// The service with that directory: what Alembic calls a version path.
Result<std::string> ServiceOfPath(const project::Config& config, const std::string& path) {
  std::string wanted = path;
  while (wanted.size() > 1 && wanted.ends_with('/')) wanted.pop_back();
  std::vector<std::string> directories;
  for (const project::ServiceConfig& service : config.services) {
    if (service.directory == wanted) return service.name;
    directories.push_back(service.directory);
  }
  return Fail(Error(ErrorCode::kNotFound,
                    fmt::format("'{}' is the directory of no service; the directories are: {}",
                                path, Join(directories, ", ")))
                  .WithAdvice("name the service instead: --service NAME"));
}

// --service, --version-path, the service of --head, or the only one.
Result<const project::ServiceConfig*> ChooseService(const project::Project& project,
                                                    const RevisionOptions& options) {
  const project::Config& config = project.config;
  const std::vector<std::string> names = ServiceNames(config);
  if (names.empty()) {
    return Fail(Error(ErrorCode::kInvalidInput, "the project has no service")
                    .WithAdvice(fmt::format("add [services.NAME] to {}", config.path)));
  }
  std::optional<std::string> name = options.service;
  if (!name && options.version_path) {
    ASSIGN_OR_RETURN(name, ServiceOfPath(config, *options.version_path));
  }
  if (!name && options.head && *options.head != "base" && *options.head != "heads") {
    const auto found = revision::ResolveRevisions(project.graph, {}, *options.head);
    if (found && !found->empty()) name = project.graph.node(found->front()).service;
  }
  if (!name && names.size() == 1) name = names.front();
  if (!name) {
    return Fail(Error(ErrorCode::kUsage,
                      fmt::format("the project has several services: {}", Join(names, ", ")))
                    .WithAdvice("add --service NAME"));
  }
  if (const project::ServiceConfig* service = config.FindService(*name)) return service;
  const std::vector<std::string> near = NearestNames(*name, names);
  return Fail(Error(ErrorCode::kNotFound,
                    fmt::format("there is no service '{}'; {}", *name,
                                near.empty() ? "the services are: " + Join(names, ", ")
                                             : "did you mean '" + Join(near, "', '") + "'?"))
                  .WithAdvice(fmt::format("add [services.{}] to {}", *name, config.path)));
}

// The parents in the service: its only head, or what --head says.
Result<Revisions> ChooseParents(const project::Project& project, const std::string& service,
                                const RevisionOptions& options) {
  const RevisionGraph& graph = project.graph;
  const std::string head = options.head.value_or("head");
  if (head == "base") return Revisions{};
  if (head == "heads") return graph.Heads(service);
  if (head != "head") {
    return revision::ResolveNewParents(graph, std::vector<std::string>{head}, options.splice);
  }
  Revisions heads = graph.Heads(service);
  if (heads.size() < 2) return heads;
  std::vector<std::string> ids;
  for (const auto index : heads) ids.push_back(graph.node(index).id.text());
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("service {} has several heads: {}", service, Join(ids, ", ")))
                  .WithAdvice("add --head REV to go on from one, or --head heads to merge them"));
}

}  // namespace

Outcome<Status> Execute(const RevisionOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const TolerantProject loaded, LoadProjectTolerantly(context));
  const project::Project& project = loaded.project;
  ASSIGN_OR_RETURN(const project::ServiceConfig* service, ChooseService(project, options));
  ASSIGN_OR_RETURN(const Revisions parents, ChooseParents(project, service->name, options));
  return WriteRevision(context, project, *service,
                       {.command = "revision",
                        .message = options.message,
                        .parents = parents,
                        .depends_on = options.depends_on,
                        .labels = options.labels,
                        .rev_id = options.rev_id,
                        .print_only = options.print_only,
                        .no_op = std::nullopt});
}

}  // namespace housewright::cli
