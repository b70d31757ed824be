#pragma once

// Opens revision files in the user's editor.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const EditOptions& options, Context& context);

}  // namespace housewright::cli
