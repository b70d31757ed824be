#include "cli/commands/init.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/project_templates.h"
#include "cli/render/json.h"

namespace housewright::cli {
namespace {

Result<const ProjectTemplate*> ChooseTemplate(const InitOptions& options) {
  if (!options.project_template) return &ProjectTemplates().front();
  if (const ProjectTemplate* const found = FindProjectTemplate(*options.project_template)) {
    return found;
  }
  std::vector<std::string> names;
  for (const ProjectTemplate& one : ProjectTemplates()) names.emplace_back(one.name);
  return Fail(Error(ErrorCode::kUsage, fmt::format("there is no template '{}'; there are {}",
                                                   *options.project_template, Join(names, ", ")))
                  .WithAdvice("`housewright list-templates` says what they are for"));
}

Result<void> CheckServiceNames(const std::vector<std::string>& services) {
  for (const std::string& service : services) {
    const bool good =
        !service.empty() && service[0] != '-' && std::ranges::all_of(service, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '_' || c == '-';
        });
    if (!good) {
      return Fail(Error(ErrorCode::kUsage, fmt::format("'{}' is no name for a service", service))
                      .WithAdvice("use letters, digits, '_' and '-'"));
    }
  }
  return {};
}

// A directory that is not empty is taken only where it is a project already, or holds nothing but
// what version control put there.
Result<void> CheckDirectory(const FileSystem& files, const std::string& directory) {
  if (!files.Exists(directory)) return {};
  if (!files.IsDirectory(directory)) {
    return Fail(ErrorCode::kConflict, fmt::format("'{}' is there and is no directory", directory));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files.List(directory));
  if (std::ranges::find(names, "housewright.toml") != names.end()) return {};
  static constexpr std::array<std::string_view, 5> kHarmless = {".git/", ".gitignore", "README.md",
                                                                "LICENSE", ".gitattributes"};
  for (const std::string& name : names) {
    if (std::ranges::find(kHarmless, name) == kHarmless.end()) {
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("'{}' is not empty: it holds '{}'", directory, name))
                      .WithAdvice("name a new directory: `housewright init DIR`"));
    }
  }
  return {};
}

}  // namespace

Outcome<Status> Execute(const InitOptions& options, Context& context) {
  FileSystem& files = context.io.files;
  ASSIGN_OR_RETURN(const ProjectTemplate* const chosen, ChooseTemplate(options));
  std::vector<std::string> services = options.services;
  if (services.empty()) services.assign(chosen->services.begin(), chosen->services.end());
  TRY(CheckServiceNames(services));
  std::string directory = options.directory;
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  const std::string absolute = JoinPath(files.CurrentDirectory(), directory);
  TRY(CheckDirectory(files, absolute));
  const std::string name(FileName(absolute));
  std::vector<std::string> written;
  std::vector<std::string> kept;
  for (const NewFile& file : FilesOf(*chosen, name, services)) {
    const std::string path = JoinPath(absolute, file.path);
    if (files.Exists(path)) {
      kept.push_back(file.path);
      continue;
    }
    TRY(files.CreateDirectories(std::string(ParentPath(path))));
    TRY(files.WriteNew(path, file.text));
    written.push_back(file.path);
  }
  if (context.json()) {
    context.io.out << InitJson(directory, written, kept);
    return Status::kDone;
  }
  for (const std::string& path : written)
    context.io.out << "wrote " << JoinPath(directory, path) << '\n';
  for (const std::string& path : kept)
    context.io.out << "kept  " << JoinPath(directory, path) << '\n';
  context.talk.Say(fmt::format("next: {}housewright revision -m \"...\"",
                               directory == "." ? "" : fmt::format("cd {} && ", directory)));
  return Status::kDone;
}

}  // namespace housewright::cli
