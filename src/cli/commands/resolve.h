#pragma once

// Settles an open statement by the word of a person.

#include "cli/context.h"

namespace housewright::cli {

Outcome<Status> Execute(const ResolveOptions& options, Context& context);

}  // namespace housewright::cli
