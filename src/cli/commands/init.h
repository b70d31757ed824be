#pragma once

// Starts a project in a directory, or completes one; writes nothing over.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const InitOptions& options, Context& context);

}  // namespace housewright::cli
