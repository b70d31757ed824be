#pragma once

// Making one step of a plan: rendering a part and saying what becomes of each statement.

#include <optional>

#include "plan/plan.h"
#include "plan/reason.h"

namespace housewright::plan {

// What planning reads, and the diagnostics (errors and warnings) that it collects.
struct PlanContext {
  const project::Project& project;
  const project::Values& values;
  const Capabilities& capabilities;
  Diagnostics diagnostics;
};

// Empty where an error was added to the context, or where the file has no statements.
std::optional<PlannedStep> MakeBootstrapStep(const project::BootstrapFile& file,
                                             PlanContext& context);
// Empty where an error was added to the context. `progress` is null unless the revision is
// half-way.
std::optional<PlannedStep> MakeRevisionStep(const project::RevisionFile& file, Direction direction,
                                            const revision::Progress* progress, std::string reason,
                                            PlanContext& context);

// The plan of these steps, or the errors among the diagnostics.
PlanResult Finish(std::string goal, std::vector<PlannedStep> steps, Diagnostics diagnostics);

}  // namespace housewright::plan
