#pragma once

// A real Keeper for tests, Debian's ZooKeeper, and ClickHouse 26.7 servers that share it: what one
// writes to a KeeperMap table the others see.

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "support/real_server.h"
#include "support/server_process.h"
#include "testing/temporary_directory.h"

namespace housewright::testing {

class Keeper {
 public:
  // kNotFound, with the way to get it, where java or the zookeeper package is missing: a reason to
  // skip. Anything else is a failure of the start.
  static Result<std::unique_ptr<Keeper>> Start();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // A ClickHouse 26.7 of its own data that keeps KeeperMap tables here. `name` sets it apart from
  // the others. kNotFound as RealServer::StartNew().
  Result<std::unique_ptr<RealServer>> StartServer(const std::string& name) const;

  // Whole process stopped, as a Keeper that does not answer, and let go on.
  void Stop() const;
  void Continue() const;

 private:
  Keeper() = default;
  Result<void> Run();

  TemporaryDirectory folder_;
  ServerProcess process_;  // killed with the object, before its data goes
  std::uint16_t port_ = 0;
};

// A Keeper and two servers that share it.
struct KeeperPair {
  std::unique_ptr<Keeper> keeper;
  std::array<std::unique_ptr<RealServer>, 2> servers;

  // The one that the tests of this program share. Errors as Keeper::Start().
  static Result<KeeperPair*> Shared();
};

}  // namespace housewright::testing
