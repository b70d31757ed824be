#include "cli/commands/revision.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/new_revision.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "revision/new_edges.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::RevisionGraph;
using revision::RevisionId;

std::vector<std::string> ServiceNames(const project::Config& config) {
  std::vector<std::string> names;
  for (const project::ServiceConfig& service : config.services) names.push_back(service.name);
  return names;
}

// --service, the service of --head, or the only one.
Result<const project::ServiceConfig*> ChooseService(const project::Project& project,
                                                    const RevisionOptions& options) {
  const project::Config& config = project.config;
  const std::vector<std::string> names = ServiceNames(config);
  if (names.empty()) {
    return Fail(Error(ErrorCode::kInvalidInput, "the project has no service")
                    .WithAdvice(fmt::format("add [services.NAME] to {}", config.path)));
  }
  std::optional<std::string> name = options.service;
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

Result<std::vector<RevisionId>> ChooseParents(const project::Project& project,
                                              const std::string& service,
                                              const std::optional<std::string>& head) {
  const RevisionGraph& graph = project.graph;
  std::vector<RevisionGraph::Index> parents = graph.Heads(service);
  if (!head || *head == "head") {
    if (parents.size() > 1) {
      std::vector<std::string> ids;
      for (const auto index : parents) ids.push_back(graph.node(index).id.text());
      return Fail(
          Error(ErrorCode::kInvalidInput,
                fmt::format("service {} has several heads: {}", service, Join(ids, ", ")))
              .WithAdvice("add --head REV to go on from one, or --head heads to merge them"));
    }
  } else if (*head == "base") {
    parents.clear();
  } else if (*head != "heads") {
    ASSIGN_OR_RETURN(parents, revision::ResolveRevisions(graph, {}, *head));
    for (const auto index : parents) {
      if (graph.Children(index).empty()) continue;
      return Fail(
          Error(ErrorCode::kInvalidInput,
                fmt::format("revision {} is not a head: {} follows it", graph.node(index).id.text(),
                            graph.node(graph.Children(index).front()).id.text()))
              .WithAdvice("name a head; `housewright heads` lists them"));
    }
  }
  std::vector<RevisionId> ids;
  for (const auto index : parents) ids.push_back(graph.node(index).id);
  return ids;
}

Result<RevisionId> ChooseId(const project::Project& project,
                            const std::optional<std::string>& wanted) {
  if (!wanted) return NextSequentialId(project.revisions);
  ASSIGN_OR_RETURN(RevisionId id, revision::ParseRevisionId(*wanted));
  if (const project::RevisionFile* other = project.Find(id)) {
    return Fail(ErrorCode::kConflict,
                fmt::format("there is a revision {} already: {}", id.text(), other->path));
  }
  return id;
}

Result<std::string> CheckMessage(const std::string& message) {
  const std::string_view trimmed = Trim(message);
  if (trimmed.empty())
    return Fail(ErrorCode::kUsage, "the message is empty: say what the revision does");
  if (trimmed.find_first_of("\n\r") != std::string_view::npos) {
    return Fail(ErrorCode::kUsage, "the message must be one line");
  }
  if (trimmed.find(" -- ") != std::string_view::npos) {
    return Fail(ErrorCode::kUsage,
                "the message must not hold ' -- ', which begins a comment in the header");
  }
  return std::string(trimmed);
}

}  // namespace

Outcome<Status> Execute(const RevisionOptions& options, Context& context) {
  NewRevision revision;
  ASSIGN_OR_RETURN(revision.message, CheckMessage(options.message));
  ASSIGN_OR_RETURN(const TolerantProject loaded, LoadProjectTolerantly(context));
  const project::Project& project = loaded.project;
  ASSIGN_OR_RETURN(const project::ServiceConfig* service, ChooseService(project, options));
  revision.service = service->name;
  ASSIGN_OR_RETURN(revision.parents, ChooseParents(project, service->name, options.head));
  ASSIGN_OR_RETURN(revision.id, ChooseId(project, options.rev_id));
  ASSIGN_OR_RETURN(revision.depends_on,
                   revision::ResolveNewDependencies(project.graph, options.depends_on));
  revision.created = FormatUtc(context.io.clock.Now());

  const std::string path = JoinPath(service->directory, FileNameOf(revision));
  FileSystem& files = context.io.files;
  const std::string directory = JoinPath(project.config.root, service->directory);
  if (!files.IsDirectory(directory)) TRY(files.CreateDirectories(directory));
  TRY(files.WriteNew(JoinPath(project.config.root, path), RevisionText(revision)));
  if (context.json()) {
    context.io.out << NewRevisionJson(ViewOf(revision, path));
    return Status::kDone;
  }
  context.io.out << path << '\n';
  context.talk.Say("next: write its two parts, then `housewright check`");
  return Status::kDone;
}

}  // namespace housewright::cli
