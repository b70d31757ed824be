#pragma once

// Debian's clickhouse-server 18.16.1 as a child process, single, without ZooKeeper.

#include <memory>

#include "support/real_server.h"

namespace housewright::testing {

Result<std::unique_ptr<RealServer>> StartOldServer();

}  // namespace housewright::testing
