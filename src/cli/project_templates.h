#pragma once

// What `init` writes: the files of a new project, by template. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::cli {

struct ProjectTemplate {
  std::string_view name;
  std::string_view summary;
  std::vector<std::string_view> services;  // where the user names none
};

// The first is the default.
std::span<const ProjectTemplate> ProjectTemplates();
// nullptr where there is none of that name.
const ProjectTemplate* FindProjectTemplate(std::string_view name);

struct NewFile {
  std::string path;  // relative to the project
  std::string text;
};

// In the order in which they are to be written. `project` is the name of the project's directory;
// `services` are names that the configuration accepts, at least one.
std::vector<NewFile> FilesOf(const ProjectTemplate& chosen, const std::string& project,
                             const std::vector<std::string>& services);

}  // namespace housewright::cli
