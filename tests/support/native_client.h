#pragma once

// Debian's clickhouse-client, 18.16, for the native port of any real server. On 26.7 it runs
// SELECT, DDL and INSERT ... SELECT; an INSERT with data breaks there (code 102).

#include <string>

#include "support/real_server.h"

namespace housewright::testing {

// "clickhouse-client --host ... --multiquery", to be followed by `< FILE`. kNotFound, with the
// reason, where there is no client or the server's native port is not known.
Result<std::string> NativeClientCommand(RealServer& server);

}  // namespace housewright::testing
