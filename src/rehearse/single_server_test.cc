#include "rehearse/single_server.h"

#include <gtest/gtest.h>

namespace housewright::rehearse {
namespace {

std::string One(std::string text) {
  return ForOneServer({.text = std::move(text), .secrets = {}}).text;
}

TEST(ForOneServer, LeavesOutTheCluster) {
  EXPECT_EQ(One("CREATE TABLE a.b ON CLUSTER '{c}' (x UInt8) ENGINE = "
                "ReplicatedReplacingMergeTree('/t', '{replica}', x) "
                "ORDER BY x"),
            "CREATE TABLE a.b (x UInt8) ENGINE = ReplacingMergeTree(x) ORDER BY x");
  EXPECT_EQ(One("CREATE TABLE a.b (x UInt8) engine ReplicatedMergeTree ORDER BY x"),
            "CREATE TABLE a.b (x UInt8) engine MergeTree ORDER BY x");
  EXPECT_EQ(One("CREATE TABLE a.b (x UInt8) ENGINE = ReplicatedMergeTree('/t', 'r') ORDER BY x"),
            "CREATE TABLE a.b (x UInt8) ENGINE = MergeTree() ORDER BY x");
  EXPECT_EQ(One("CREATE DATABASE d ENGINE = Replicated('/d', 's', 'r') COMMENT 'x'"),
            "CREATE DATABASE d COMMENT 'x'");
  EXPECT_EQ(One("DROP TABLE a.b ON CLUSTER `c` SYNC"), "DROP TABLE a.b SYNC");
  EXPECT_EQ(One("DROP TABLE a.b ON CLUSTER c"), "DROP TABLE a.b ");
  EXPECT_EQ(One("SELECT 'ON CLUSTER c'"), "SELECT 'ON CLUSTER c'");
}

TEST(ForOneServer, KeepsTheSecretsPlaces) {
  const project::SqlText sql{
      .text = "CREATE DICTIONARY a.b ON CLUSTER c (x UInt8) SOURCE(HTTP(PASSWORD 'geheim'))",
      .secrets = {{.begin = 66, .length = 8, .name = "pw"}}};
  ASSERT_EQ(sql.Masked(),
            "CREATE DICTIONARY a.b ON CLUSTER c (x UInt8) SOURCE(HTTP(PASSWORD [secret:pw]))");
  EXPECT_EQ(ForOneServer(sql).Masked(),
            "CREATE DICTIONARY a.b (x UInt8) SOURCE(HTTP(PASSWORD [secret:pw]))");
}

}  // namespace
}  // namespace housewright::rehearse
