// Databases of a bootstrap on real servers, which keep no users: what is about them is left out.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/server_test.h"
#include "testing/temporary_directory.h"

namespace housewright::testing {
namespace {

using ::testing::HasSubstr;

class BootstrapDatabases : public ServerTest {
 protected:
  BootstrapDatabases() : ServerTest("hw_test_databases") {}

  std::string Bootstrap(const std::string& options) {
    const std::string command = fmt::format(
        "cd '{0}' && env -u HOUSEWRIGHT_TARGET -u HOUSEWRIGHT_CONFIG HOUSEWRIGHT_USER='{1}' "
        "HOUSEWRIGHT_PASSWORD='{2}' {3} bootstrap {4} -t http{5}://{6}:{7} > out 2>&1 < /dev/null",
        directory_.path(), endpoint_.user, endpoint_.password, HOUSEWRIGHT_PROGRAM, options,
        endpoint_.tls ? "s" : "", endpoint_.host, endpoint_.port);
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::stringstream out;
    out << std::ifstream(directory_ / "out").rdbuf();
    return out.str();
  }

  TemporaryDirectory directory_;
};

TEST_P(BootstrapDatabases, ConvergeAndUsersAreLeftOutWhereTheServerKeepsNone) {
  Run("DROP DATABASE hw_test_databases");
  std::ofstream(directory_ / "housewright.toml")
      << "[project]\nname = \"databases\"\nstate_database = \"hw_test_databases\"\n";
  std::system(fmt::format("mkdir '{}/bootstrap'", directory_.path()).c_str());
  std::ofstream(directory_ / "bootstrap/0001.sql")
      << "CREATE DATABASE hw_test_databases;\n"
         "CREATE USER hw_test_databases_user IDENTIFIED BY 'x';\n"
         "GRANT SELECT ON hw_test_databases.* TO hw_test_databases_user;\n";
  const std::string plan = Bootstrap("--dry-run");
  EXPECT_THAT(plan, HasSubstr("CREATE DATABASE IF NOT EXISTS hw_test_databases;\n"));
  if (facts_.has_access_management) {
    EXPECT_THAT(plan, HasSubstr("CREATE USER IF NOT EXISTS hw_test_databases_user"));
    return;
  }
  EXPECT_THAT(plan, HasSubstr("left out: 3 statements, ClickHouse " + facts_.version_text +
                              " keeps no users, roles or grants\n"));
  EXPECT_THAT(Bootstrap(""), HasSubstr("bootstrap: 1 file, 1 statement in "));
  EXPECT_EQ(Run("SELECT count() FROM hw_test_databases.housewright_journal WHERE kind = 'done' "
                "FORMAT TabSeparated"),
            "4\n");
  EXPECT_EQ(Bootstrap(""), "nothing to do: everything of bootstrap is there\n");
  EXPECT_EQ(Bootstrap("--revoke-withdrawn"), "nothing to do: everything of bootstrap is there\n");
}

INSTANTIATE_TEST_SUITE_P(All, BootstrapDatabases, ::testing::ValuesIn(ServerNames()),
                         ServerTestName);

}  // namespace
}  // namespace housewright::testing
