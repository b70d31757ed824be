#pragma once

// Says in the journal what is applied, without running anything.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const StampOptions& options, Context& context);

}  // namespace housewright::cli
