#pragma once

// Recording what ran before there was a journal.

#include "exec/executor.h"
#include "plan/plan.h"

namespace housewright::exec {

// Writes that every statement of `plan` is done, as the rows of a run. For a bootstrap that made
// the database of its own journal: until then there was nowhere to write an intent. `dependencies`
// has the journal that there is now.
Result<void> RecordRun(const Executor::Dependencies& dependencies, const RunContext& context,
                       const plan::Plan& plan);

}  // namespace housewright::exec
