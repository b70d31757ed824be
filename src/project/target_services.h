#pragma once

// Which revisions run on a target: those of the services that [targets.T] names, or all.

#include <expected>

#include "project/project.h"

namespace housewright::project {

bool RunsOn(const TargetConfig& target, std::string_view service);

// Rule `target-services`: each revision that runs on `target` and needs one that does not.
void CheckTargetServices(const Project& project, const TargetConfig& target,
                         Diagnostics& diagnostics);
// As above, for all targets of the configuration.
void CheckTargetServices(const Project& project, Diagnostics& diagnostics);

// The part of the project that runs on `target`; what is left out stands in Project::elsewhere. The
// findings of CheckTargetServices where there are any.
std::expected<Project, Diagnostics> RestrictTo(Project project, const TargetConfig& target);

}  // namespace housewright::project
