#pragma once

// Takes over what another tool recorded on a target as applied.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const AdoptOptions& options, Context& context);

}  // namespace housewright::cli
