#pragma once

// Settling what an earlier run left open, before anything is planned: each intent without outcome
// is probed, and the answer is written to the journal as RECONCILED.

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "exec/executor.h"
#include "project/project.h"
#include "project/values.h"
#include "revision/applied_state.h"

namespace housewright::exec {

// True where some revision has an open statement.
bool NeedsSettling(const revision::AppliedState& applied);

// Probes every open statement of `applied`, waits for those that still run, appends a RECONCILED
// entry for each, and answers the state that then holds. kNeedsDecision where a probe cannot tell:
// the error says what was seen and names the one command
// (`housewright resolve REVISION --took-effect | --had-no-effect`). An open statement of a revision
// whose source is gone or changed is a kNeedsDecision too.
Result<revision::AppliedState> SettleOpenStatements(const Executor::Dependencies& dependencies,
                                                    const RunContext& context,
                                                    const project::Project& project,
                                                    const project::Values& values,
                                                    const revision::AppliedState& applied);

}  // namespace housewright::exec
