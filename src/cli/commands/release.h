#pragma once

// Makes revisions immutable.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const ReleaseOptions& options, Context& context);

}  // namespace housewright::cli
