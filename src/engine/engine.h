#pragma once

// The embedded engine: a real ClickHouse 26.7 that runs in a child process (housewright-engine),
// listens on a loopback port that the operating system chose, and is gone when its parent is gone,
// whatever killed it. docs/adr has the why.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"

namespace housewright::engine {

struct EngineUser {
  std::string name;
  std::string password;
};

struct EngineOptions {
  std::string launcher;   // path of housewright-engine
  std::string library;    // path of libchdb.so
  std::string data_path;  // kept there; empty: a temporary folder that is removed
  std::vector<EngineUser>
      extra_users;  // beside the tool's own, with all rights: what dictionaries log in as
  // Elements of config.xml beside the tool's own: <zookeeper> and the like, for tests.
  std::string extra_configuration = {};
  std::chrono::milliseconds start_timeout{30'000};
};

// Whether the engine takes a user of this name beside its own.
bool CanBeExtraUser(const std::string& name);

class Engine {
 public:
  virtual ~Engine() = default;                       // ends the child and waits for it
  virtual const db::Endpoint& endpoint() const = 0;  // with the random user password of this start
  virtual int process_id() const = 0;
};

// Errors: kNotFound (no launcher or library: says where it looked and how to get it),
// kInvalidInput (the library is no libchdb; a name of extra_users that cannot be a user there:
// `default` is never one), kConflict (the data path is in use by another engine, with its pid),
// kIo, kTimeout, kInternal (it died: with the last lines of its log).
Result<std::unique_ptr<Engine>> StartEngine(const EngineOptions& options);

// Where an installed or built tool finds its parts: the launcher beside the executable or in
// ../libexec/housewright, the library in `configured`, in HOUSEWRIGHT_ENGINE_LIBRARY (given as
// `from_environment`), in .engine of the source tree, in
// ../lib/housewright, in the user's data folder. kNotFound lists the places.
Result<std::string> FindLauncher(const std::string& executable);
Result<std::string> FindLibrary(const std::string& executable, const std::string& configured,
                                const std::string& from_environment, const std::string& data_home);

}  // namespace housewright::engine
