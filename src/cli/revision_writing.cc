#include "cli/revision_writing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/hooks.h"
#include "cli/render/json.h"
#include "revision/new_edges.h"
#include "revision/revision_id.h"

namespace housewright::cli {
namespace {

using revision::RevisionGraph;
using revision::RevisionId;

// The name of a branch is one word of the target grammar, as an id is, and nothing else's name.
Result<void> CheckLabels(const RevisionGraph& graph, const std::vector<std::string>& labels) {
  for (const std::string& label : labels) {
    ASSIGN_OR_RETURN(const RevisionId as_id, revision::ParseRevisionId(label));
    const bool is_id = graph.Find(as_id).has_value();
    if (!is_id && !graph.HasBranch(label)) continue;
    return Fail(
        Error(ErrorCode::kConflict, fmt::format("the branch label '{}' is taken: it is {}", label,
                                                is_id                     ? "a revision"
                                                : graph.HasService(label) ? "a service"
                                                                          : "another label"))
            .WithAdvice("choose another label"));
  }
  return {};
}

// The revisions of a service follow revisions of that service only; others are dependencies.
Result<std::vector<RevisionId>> ParentIds(const RevisionGraph& graph,
                                          const std::vector<RevisionGraph::Index>& parents,
                                          const std::string& service) {
  std::vector<RevisionId> ids;
  for (const auto index : parents) {
    const revision::RevisionNode& parent = graph.node(index);
    if (parent.service != service) {
      return Fail(Error(ErrorCode::kInvalidInput,
                        fmt::format("revision {} belongs to service {}, and the new one to {}",
                                    parent.id.text(), parent.service, service))
                      .WithAdvice(fmt::format("add --depends-on {} where it must be applied first",
                                              parent.id.text())));
    }
    ids.push_back(parent.id);
  }
  return ids;
}

}  // namespace

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

Outcome<Status> WriteRevision(Context& context, const project::Project& project,
                              const project::ServiceConfig& service,
                              const RevisionRequest& request) {
  NewRevision revision;
  ASSIGN_OR_RETURN(revision.message, CheckMessage(request.message));
  revision.service = service.name;
  ASSIGN_OR_RETURN(revision.id, ChooseId(project, request.rev_id));
  ASSIGN_OR_RETURN(revision.parents, ParentIds(project.graph, request.parents, service.name));
  ASSIGN_OR_RETURN(revision.depends_on,
                   revision::ResolveNewDependencies(project.graph, request.depends_on));
  TRY(CheckLabels(project.graph, request.labels));
  revision.labels = request.labels;
  revision.no_op = request.no_op;
  ASSIGN_OR_RETURN(const CivilTime time, TimeOfNewRevision(context, project.config));
  revision.created = FormatIso(time);

  const std::string text = RevisionText(revision);
  const std::string path = JoinPath(service.directory, FileNameOf(revision, project.config, time));
  if (request.print_only) {
    context.io.out << (context.json() ? TextJson(request.command, "text", text) : text);
    return Status::kDone;
  }
  FileSystem& files = context.io.files;
  const std::string directory(ParentPath(JoinPath(project.config.root, path)));
  if (!files.IsDirectory(directory)) TRY(files.CreateDirectories(directory));
  TRY(files.WriteNew(JoinPath(project.config.root, path), text));
  TRY(RunHooks(context, project.config, path));
  if (context.json()) {
    context.io.out << NewRevisionJson(request.command, ViewOf(revision, path));
    return Status::kDone;
  }
  context.io.out << path << '\n';
  context.talk.Say(revision.no_op ? "next: `housewright check`"
                                  : "next: write its two parts, then `housewright check`");
  return Status::kDone;
}

}  // namespace housewright::cli
