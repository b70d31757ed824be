#include "plan/repeatable.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace housewright::plan {
namespace {

std::vector<std::string> Made(const std::string& sql, const std::string& secret = "") {
  project::RenderedStatement statement;
  statement.sql.text = sql;
  if (!secret.empty()) statement.sql.secrets = {{sql.find(secret), secret.size(), "pw"}};
  statement.facts = sql::Describe(sql);
  std::vector<std::string> made;
  for (const auto& [one, origin] : MakeRepeatable(statement)) made.push_back(one.sql.Masked());
  return made;
}

using Statements = std::vector<std::string>;

TEST(MakeRepeatable, SendsAPlainCreateAndTheSameAsAlter) {
  EXPECT_EQ(Made("CREATE USER u IDENTIFIED BY 'hunter2' HOST ANY", "'hunter2'"),
            (Statements{"CREATE USER IF NOT EXISTS u IDENTIFIED BY [secret:pw] HOST ANY",
                        "ALTER USER u IDENTIFIED BY [secret:pw] HOST ANY"}));
  EXPECT_EQ(Made("create role r"), Statements{"create role IF NOT EXISTS r"});
  EXPECT_EQ(Made("CREATE ROW POLICY p ON d.t USING 1 TO u"),
            (Statements{"CREATE ROW POLICY IF NOT EXISTS p ON d.t USING 1 TO u",
                        "ALTER ROW POLICY p ON d.t USING 1 TO u"}));
  EXPECT_EQ(Made("CREATE DATABASE d ENGINE = Atomic"),
            Statements{"CREATE DATABASE IF NOT EXISTS d ENGINE = Atomic"});
}

TEST(MakeRepeatable, LeavesEverythingElseAsItIs) {
  for (const std::string sql :
       {"CREATE USER IF NOT EXISTS u IDENTIFIED BY 'x'", "CREATE USER OR REPLACE u",
        "CREATE DATABASE IF NOT EXISTS d", "ALTER USER u IDENTIFIED BY 'x'", "GRANT r TO u",
        "CREATE TABLE d.t (a Int8) ENGINE = Memory", "CREATE ROW POLICY p ON a.b, q ON c.d"}) {
    EXPECT_EQ(Made(sql), Statements{sql});
  }
}

}  // namespace
}  // namespace housewright::plan
