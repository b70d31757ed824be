#pragma once

// Undoes revisions, or prints what would be sent.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const DowngradeOptions& options, Context& context);

}  // namespace housewright::cli
