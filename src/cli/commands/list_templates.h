#pragma once

// Names the templates of `init`.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const ListTemplatesOptions& options, Context& context);

}  // namespace housewright::cli
