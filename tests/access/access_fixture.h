#pragma once

// A project with a bootstrap, and a server that keeps users to run it on: the fake, or one of
// HOUSEWRIGHT_TEST_SERVERS. Names of users, roles and databases begin with hw_test_.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access/access_fake.h"
#include "db/session.h"
#include "support/real_server.h"
#include "testing/temporary_directory.h"

namespace housewright::testing {

inline constexpr const char* kFake = "fake";
// The fake, then each URL of HOUSEWRIGHT_TEST_SERVERS.
std::vector<std::string> ServersWithUsers();

class AccessTest : public ::testing::TestWithParam<std::string> {
 protected:
  struct Ran {
    int exit_code = 0;
    std::string out, err;
  };

  void SetUp() override;
  void TearDown() override;

  // Writes bootstrap/`name`.
  void Put(const std::string& name, const std::string& sql);
  void SetPassword(const std::string& password) { environment_["HW_TEST_PASSWORD"] = password; }
  Ran Run(const std::string& arguments);
  // `bootstrap` that must succeed: its last line.
  std::string Bootstrap(const std::string& options = "");
  // The statements that `bootstrap` would send, without its comments.
  std::vector<std::string> Planned(const std::string& options = "");
  // As the user who migrates.
  std::string Ask(const std::string& sql);
  bool LogsIn(const std::string& user, const std::string& password) const;
  // The rows of SHOW GRANTS FOR, sorted.
  std::vector<std::string> Grants(const std::string& name);

  bool is_fake() const { return fake_ != nullptr; }
  std::unique_ptr<AccessFake> fake_;

 private:
  void CleanUp();

  TemporaryDirectory directory_;
  db::Endpoint endpoint_;
  std::unique_ptr<db::Session> admin_;  // null where the test is skipped
  std::map<std::string, std::string> environment_;
};

}  // namespace housewright::testing
