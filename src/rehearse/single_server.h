#pragma once

// A statement for a cluster as it would be written for one server, which the embedded engine is.
// Pure.

#include "project/render.h"

namespace housewright::rehearse {

// Without ON CLUSTER, and without what says only where replicas meet: `ReplicatedMergeTree('/path',
// '{replica}', v)` becomes `MergeTree(v)`, a database's `ENGINE = Replicated(...)` is left out.
// Secrets keep their places.
project::SqlText ForOneServer(const project::SqlText& sql);

}  // namespace housewright::rehearse
