#pragma once

// Makes a project of another tool's directory; writes nothing over.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const ImportOptions& options, Context& context);

}  // namespace housewright::cli
