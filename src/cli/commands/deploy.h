#pragma once

// Waits for the server, then bootstrap and upgrade heads.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const DeployOptions& options, Context& context);

}  // namespace housewright::cli
