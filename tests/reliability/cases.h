#pragma once

// What the tests of the nasty project share: a server, the history without faults, work for
// several threads.

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "reliability/trial.h"
#include "testing/temporary_directory.h"

namespace housewright::reliability {

// HOUSEWRIGHT_FAULTS=all: the nightly form.
bool AsksForAll();

// A history without faults.
struct Reference {
  std::string contents;            // Trial::Contents at its end
  std::vector<std::string> steps;  // its requests, as the proxy names them

  std::string Step(int at) const;  // "request 3 of 50 (hw-...-journal-...)"
};

// For INSTANTIATE_TEST_SUITE_P.
std::string NameOfServer(const ::testing::TestParamInfo<ServerKind>& test);

class NastyOnServer {
 public:
  // False, with the reason, where this machine has none. Any other failure is a test failure.
  bool Start(ServerKind kind);
  const std::string& reason() const { return reason_; }

  const db::Endpoint& endpoint() const { return endpoint_; }
  const std::string& folder() const { return folder_.path(); }
  ServerKind kind() const { return kind_; }
  Reference RunWithoutFaults(const Goal& goal);

  // Calls `work` with 0 to count - 1 from `workers` threads, each with a proxy of its own, until a
  // test has failed; how many were done.
  std::size_t InParallel(std::size_t count, std::size_t workers,
                         const std::function<void(std::size_t index, Proxy& proxy)>& work);

 private:
  std::string reason_;
  db::Endpoint endpoint_;
  ServerKind kind_ = ServerKind::kNew;
  const testing::TemporaryDirectory folder_;
};

}  // namespace housewright::reliability
