#include "support/native_client.h"

#include <fmt/format.h>
#include <unistd.h>

namespace housewright::testing {

Result<std::string> NativeClientCommand(RealServer& server) {
  constexpr const char* kClientProgram = "/usr/bin/clickhouse-client";
  if (::access(kClientProgram, X_OK) != 0) {
    return Fail(Error(ErrorCode::kNotFound, fmt::format("{} is not there", kClientProgram))
                    .WithAdvice("scripts/install-dependencies test"));
  }
  ASSIGN_OR_RETURN(const std::uint16_t port, server.NativePort());
  const db::Endpoint& endpoint = server.endpoint();
  std::string command = fmt::format("{} --host {} --port {} --user {}", kClientProgram,
                                    endpoint.host, port, endpoint.user);
  if (!endpoint.password.empty()) command += " --password " + endpoint.password;
  return command + " --multiquery";
}

}  // namespace housewright::testing
