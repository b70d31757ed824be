#pragma once

// Finding and loading the project that a command works on.

#include <optional>
#include <string>

#include "cli/context.h"
#include "cli/outcome.h"
#include "project/project.h"

namespace housewright::cli {

// --config, HOUSEWRIGHT_CONFIG, or housewright.toml in the current directory or one above it.
Result<std::string> LocateConfig(const Context& context);

// The project without any error in it; all its errors at once otherwise. Warnings are told.
Outcome<project::Project> LoadProjectOrFail(Context& context);

// For commands that can work with a project that has faults elsewhere: fails only where there is no
// graph. `diagnostics` holds the errors that are left.
struct TolerantProject {
  project::Project project;
  Diagnostics diagnostics;
};
Outcome<TolerantProject> LoadProjectTolerantly(Context& context);

// For commands that only look: as LoadProjectTolerantly, and a note says that there are errors.
Outcome<project::Project> LoadProjectToLook(Context& context);

// The project at `config_path` with all its findings; from then on the context's environment has
// what its .env file adds.
project::LoadedProject LoadWithEnvironment(Context& context, const std::string& config_path);

// The part of the project that runs on the chosen target: what every command that reads or changes
// a target's state works with.
Outcome<project::Project> ForTarget(const Context& context, project::Project project);
// LoadProjectOrFail() and LoadProjectToLook() for the chosen target.
Outcome<project::Project> LoadProjectForTarget(Context& context);
Outcome<project::Project> LookAtProjectForTarget(Context& context);

// Where the values of variables come from in this run.
project::ValueSources SourcesOf(const Context& context);

// The value of an environment variable; nothing where it is unset or empty.
std::optional<std::string> EnvironmentValue(const Context& context, const std::string& name);

}  // namespace housewright::cli
