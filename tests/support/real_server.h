#pragma once

// Real ClickHouse servers for tests: 26.7 (the embedded engine), 18.16 (Debian's clickhouse-server)
// and any other by its URL. Each started one has its own data in a temporary folder and its own
// free loopback ports, and ends with the object or with the test program, whatever ends that.
//
// server_test.h has the fixture for tests on each of them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "engine/engine.h"

namespace housewright::testing {

class RealServer {
 public:
  virtual ~RealServer() = default;

  // kNotFound, with the way to get it, where the engine library or /usr/sbin/clickhouse-server is
  // missing: a reason to skip. Anything else is a failure of the start.
  // `extra_configuration`: elements of config.xml beside its own.
  static Result<std::unique_ptr<RealServer>> StartNew(const std::string& extra_configuration = {});
  static Result<std::unique_ptr<RealServer>> StartOld();
  // By a name of ServerNames().
  static Result<std::unique_ptr<RealServer>> Start(const std::string& name);
  // The one of that name that the tests of this program share, started by the first that asks. It
  // ends with the program, which owns it.
  static Result<RealServer*> Shared(const std::string& name);

  virtual const db::Endpoint& endpoint() const = 0;
  // "26.7", "18.16", or the URL. A server by URL is shared: make and drop databases of your own.
  virtual std::string name() const = 0;
  // For clients of the native protocol. kNotFound for a server by URL.
  virtual Result<std::uint16_t> NativePort() = 0;
};

// "new", "old", and each URL of HOUSEWRIGHT_TEST_SERVERS (separated by blanks), whose servers are
// logged in to as HOUSEWRIGHT_TEST_USER with HOUSEWRIGHT_TEST_PASSWORD (default: `default`, none).
std::vector<std::string> ServerNames();

// The launcher of this build; the library of HOUSEWRIGHT_ENGINE_LIBRARY, else of .engine in the
// source tree. Temporary data.
engine::EngineOptions EngineOptionsForTests();

// For INSTANTIATE_TEST_SUITE_P: the parameter with every character but letters and digits as '_'.
// A template, so that this header needs no GoogleTest.
struct ServerTestNamer {
  template <class Info>
  std::string operator()(const Info& info) const {
    return Clean(info.param);
  }
  static std::string Clean(std::string name);
};
// Called like a function. NOLINTNEXTLINE(readability-identifier-naming)
inline constexpr ServerTestNamer ServerTestName{};

}  // namespace housewright::testing
