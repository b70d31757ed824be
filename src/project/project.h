#pragma once

// A project as it is on disk, checked: everything that can be said without a server, all at once.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "project/config.h"
#include "project/released.h"
#include "project/revision_file.h"
#include "revision/graph.h"

namespace housewright::project {

// A file of bootstrap/: repeatable statements without header or parts.
struct BootstrapFile {
  std::string path;
  SourceText source;
  Digest hash;
};

struct Project {
  Config config;
  std::vector<RevisionFile> revisions;   // by id
  std::vector<BootstrapFile> bootstrap;  // by file name
  Released released;
  revision::RevisionGraph graph;
  // Of a project that was restricted to a target (target_services.h): the revisions that do not run
  // there, and their services.
  std::map<revision::RevisionId, std::string> elsewhere = {};

  // Files in a directory `squashed` of a service: replaced, and kept for databases that stand among
  // them (squash.h). In no other list.
  std::vector<RevisionFile> squashed = {};

  const RevisionFile& FileOf(revision::RevisionGraph::Index index) const;
  const RevisionFile* Find(const revision::RevisionId& id) const;
};

struct LoadedProject {
  std::optional<Project> project;  // absent where an error keeps the graph from being built
  Diagnostics diagnostics;         // errors and warnings together, in the order of files
  Environment environment;         // with what the .env file adds
};

// Where settings come from beside the configuration.
struct ProjectSources {
  Environment environment = {};
  // A .env file, relative to the current directory, instead of that of [project] env_file; it must
  // be there.
  std::optional<std::string> env_file = {};
};

// Reads configuration, services, bootstrap and released.toml, builds the graph, and runs every
// offline check. The rules:
//   - config, service-missing: the TOML, its keys, the directories that it names
//   - file-pattern, header: files that fit no pattern, unknown or missing keys of headers
//   - duplicate-id, replaced-id, missing-parent, missing-dependency, cycle, gap, multiple-heads
//   - missing-upgrade, missing-downgrade, empty-part
//   - syntax, template, unknown-variable, values-comment: in the SQL, an unclosed quote for example
//   - released-edited, released-missing
LoadedProject LoadProject(const FileSystem& files, const std::string& config_path,
                          const ProjectSources& sources = {});

// The first part of it: the configuration alone, with the environment and the .env file.
struct LoadedConfig {
  std::optional<Config> config;  // absent where it cannot be parsed
  Diagnostics diagnostics;
  Environment environment;
};
LoadedConfig LoadConfig(const FileSystem& files, const std::string& config_path,
                        const ProjectSources& sources = {});

}  // namespace housewright::project
