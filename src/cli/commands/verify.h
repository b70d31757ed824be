#pragma once

// Released, and with --target applied, revisions against their hashes.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const VerifyOptions& options, Context& context);

}  // namespace housewright::cli
