#pragma once

// Applies revisions, or prints what would be sent.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const UpgradeOptions& options, Context& context);

}  // namespace housewright::cli
