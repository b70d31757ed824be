#pragma once

// The revisions, newest first.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const HistoryOptions& options, Context& context);

}  // namespace housewright::cli
