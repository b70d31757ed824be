#include "cli/commands/release.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "revision/target_grammar.h"

namespace housewright::cli {

Outcome<Status> Execute(const ReleaseOptions& options, Context& context) {
  // released.toml is one for all targets: a part of the services would be a choice by accident.
  if (context.options.target) {
    return std::unexpected(
        Error(ErrorCode::kUsage, "`release` is of the project's files, not of what a target has")
            .WithAdvice("leave --target out, and name what is to be released: housewright release "
                        "REV"));
  }
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
  const std::string goal = options.revision == "all" ? "heads" : options.revision;
  ASSIGN_OR_RETURN(const auto found, revision::ResolveRevisions(project.graph, {}, goal));
  // What a released revision needs must not change under it.
  const revision::RevisionSet wanted = revision::WithAncestors(project.graph, found);
  project::Released released = project.released;
  std::vector<std::string> added;
  const std::string now = FormatUtc(context.io.clock.Now());
  for (const auto index : project.graph.TopologicalOrder()) {
    const project::RevisionFile& file = project.FileOf(index);
    if (!wanted.Contains(index) || released.Contains(file.id)) continue;
    released.revisions[file.id] = {
        .hash = file.hash.ToHex(), .service = file.service, .released = now};
    added.push_back(file.id.text());
  }
  const std::string path = JoinPath(project.config.root, "released.toml");
  if (!added.empty()) {
    TRY(context.io.files.Write(path, project::RenderReleased(released)));
  }
  if (context.json()) {
    context.io.out << ReleaseJson(added, path);
  } else if (added.empty()) {
    context.io.out << "nothing to do: released already\n";
  } else {
    context.io.out << fmt::format("released: {}\n", Join(added, ", "));
    context.talk.Say(fmt::format("next: commit {}", path));
  }
  return Status::kDone;
}

}  // namespace housewright::cli
