#include "cli/commands/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/revision_output.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

constexpr std::array<std::string_view, 5> kUsualEditors = {"sensible-editor", "editor", "nano",
                                                           "vim", "vi"};

// The first of the usual ones that is on the PATH.
std::optional<std::string> FindUsualEditor(const Context& context) {
  const std::string path = EnvironmentValue(context, "PATH").value_or("");
  for (const std::string_view editor : kUsualEditors) {
    for (const std::string_view directory : Split(path, ':')) {
      if (context.io.files.Exists(JoinPath(directory, editor))) return std::string(editor);
    }
  }
  return std::nullopt;
}

// In Alembic's order. The value may hold options ("code --wait"), as for git.
Result<std::string> ChooseEditor(const Context& context) {
  for (const char* const name : {"EDITOR", "VISUAL"}) {
    if (auto editor = EnvironmentValue(context, name)) return *std::move(editor);
  }
  if (auto editor = FindUsualEditor(context)) return *std::move(editor);
  return Fail(Error(ErrorCode::kNotFound, "no editor was found")
                  .WithAdvice("set EDITOR to the command that opens a file"));
}

Outcome<std::vector<const project::RevisionFile*>> FilesToEdit(Context& context,
                                                               const project::Project& project,
                                                               const EditOptions& options) {
  revision::AppliedState applied;
  if (std::ranges::any_of(options.revisions, NamesCurrent)) {
    ASSIGN_OR_RETURN(applied, ReadApplied(context, project));
  }
  std::vector<const project::RevisionFile*> files;
  for (const std::string& target : options.revisions) {
    ASSIGN_OR_RETURN(const auto found, revision::ResolveRevisions(project.graph, applied, target));
    for (const auto index : found) {
      const project::RevisionFile* const file = &project.FileOf(index);
      if (std::ranges::find(files, file) == files.end()) files.push_back(file);
    }
  }
  if (files.empty()) {
    return std::unexpected(Failure(
        Error(ErrorCode::kNotFound,
              fmt::format("{} names no revision that could be edited",
                          options.revisions.empty() ? "nothing" : Join(options.revisions, ", ")))
            .WithAdvice("`housewright history` lists the revisions")));
  }
  return files;
}

}  // namespace

Outcome<Status> Execute(const EditOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(const auto files, FilesToEdit(context, project, options));
  ASSIGN_OR_RETURN(const std::string editor, ChooseEditor(context));
  std::vector<std::string> paths;
  // The shell takes the editor's options apart, as git does; the paths pass it untouched.
  std::vector<std::string> words = {"sh", "-c", editor + " \"$@\"", editor};
  for (const project::RevisionFile* const file : files) {
    if (project.released.Contains(file->id)) {
      context.talk.Insist(
          fmt::format("revision {} is released: `check` will refuse any change", file->id.text()));
    }
    paths.push_back(file->path);
    words.push_back(
        JoinPath(context.io.files.CurrentDirectory(), JoinPath(project.config.root, file->path)));
  }
  ASSIGN_OR_RETURN(const int status,
                   context.io.run_program({.command = words,
                                           .directory = context.io.files.CurrentDirectory(),
                                           .interactive = true}));
  if (status != 0) {
    return std::unexpected(Failure(Error(
        ErrorCode::kIo, fmt::format("the editor '{}' ended with exit status {}", editor, status))));
  }
  if (context.json()) context.io.out << EditJson(paths);
  return Status::kDone;
}

}  // namespace housewright::cli
