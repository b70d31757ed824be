#pragma once

// --sql of upgrade, downgrade and stamp: no server is asked, unless --from-target says so.

#include "cli/context.h"
#include "cli/options.h"
#include "cli/outcome.h"
#include "cli/run_flow.h"

namespace housewright::cli {

// Prints the script to stdout. `secrets` is not kRun.
Outcome<Status> PrintSql(Context& context, const RunRequest& request, SqlOutput secrets,
                         const ScriptOptions& options);
Outcome<Status> PrintStampSql(Context& context, const StampOptions& options);

}  // namespace housewright::cli
