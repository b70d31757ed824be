#pragma once

// Takes away the lock of a run that is gone.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const UnlockOptions& options, Context& context);

}  // namespace housewright::cli
