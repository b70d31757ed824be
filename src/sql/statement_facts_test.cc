#include "sql/statement_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace housewright::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The summary and the class, as a plan shows them.
std::string Line(const std::string& statement) {
  const StatementFacts facts = Describe(statement);
  return std::string(StatementClassName(facts.statement_class)) + ": " + Summarize(facts);
}

struct Case {
  std::string statement;
  std::string line;
};

void ExpectLines(const std::vector<Case>& cases) {
  for (const auto& [statement, line] : cases) EXPECT_EQ(Line(statement), line) << statement;
}

TEST(StatementFacts, KnowsWhatCreateMakes) {
  ExpectLines({
      {"CREATE DATABASE IF NOT EXISTS xapi", "metadata: CREATE DATABASE xapi"},
      {"create table xapi.events (a UInt8) ENGINE = Memory", "metadata: CREATE TABLE xapi.events"},
      {"CREATE TEMPORARY TABLE t (a UInt8)", "metadata: CREATE TEMPORARY TABLE t"},
      {"CREATE OR REPLACE TABLE t (a UInt8) ENGINE = Memory",
       "destructive: CREATE OR REPLACE TABLE t"},
      {"REPLACE TABLE t (a UInt8) ENGINE = Memory", "destructive: REPLACE TABLE t"},
      {"CREATE TABLE a.b ENGINE = Memory AS SELECT 1", "data: CREATE TABLE a.b"},
      {"CREATE TABLE a.b ENGINE = Memory AS (WITH 1 AS x SELECT x)", "data: CREATE TABLE a.b"},
      {"CREATE TABLE a.b ENGINE = Memory EMPTY AS SELECT 1", "metadata: CREATE TABLE a.b"},
      {"CREATE TABLE a.b AS a.c", "metadata: CREATE TABLE a.b"},
      {"CREATE TABLE a.b CLONE AS a.c", "data: CREATE TABLE a.b"},
      {"CREATE VIEW v AS SELECT 1", "metadata: CREATE VIEW v"},
      {"CREATE OR REPLACE VIEW v AS SELECT 1", "metadata: CREATE OR REPLACE VIEW v"},
      {"CREATE MATERIALIZED VIEW a.v TO a.t AS SELECT 1", "metadata: CREATE MATERIALIZED VIEW a.v"},
      {"CREATE MATERIALIZED VIEW v ENGINE = Memory POPULATE AS SELECT 1",
       "data: CREATE MATERIALIZED VIEW v"},
      {"CREATE OR REPLACE MATERIALIZED VIEW v ENGINE = Memory AS SELECT 1",
       "destructive: CREATE OR REPLACE MATERIALIZED VIEW v"},
      {"CREATE OR REPLACE MATERIALIZED VIEW v TO t AS SELECT 1",
       "metadata: CREATE OR REPLACE MATERIALIZED VIEW v"},
      {"CREATE LIVE VIEW v AS SELECT 1", "metadata: CREATE VIEW v"},
      {"CREATE DICTIONARY d.x (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(PASSWORD 'secret'))",
       "metadata: CREATE DICTIONARY d.x"},
      {"CREATE FUNCTION f AS (x) -> x + 1", "metadata: CREATE FUNCTION f"},
      {"CREATE NAMED COLLECTION c AS password = 'secret'", "metadata: CREATE NAMED COLLECTION c"},
      {"CREATE WORKLOAD all", "unknown: CREATE"},
  });
}

TEST(StatementFacts, KnowsAccessStatementsAndHidesLiteralNames) {
  ExpectLines({
      {"CREATE USER IF NOT EXISTS ch_lrs IDENTIFIED WITH sha256_password BY 'secret'",
       "access: CREATE USER ch_lrs"},
      {"CREATE USER OR REPLACE 'secret'@'10.0.0.1', b HOST ANY",
       "access: CREATE OR REPLACE USER '...', b"},
      {"CREATE ROLE r", "access: CREATE ROLE r"},
      {"CREATE QUOTA q FOR INTERVAL 1 hour MAX queries 5 TO r", "access: CREATE QUOTA q"},
      {"CREATE ROW POLICY p ON a.t USING x = 'secret' TO ALL", "access: CREATE ROW POLICY p"},
      {"CREATE SETTINGS PROFILE s SETTINGS max_threads = 2", "access: CREATE SETTINGS PROFILE s"},
      {"ALTER USER u IDENTIFIED BY 'secret'", "access: ALTER USER u"},
      {"ALTER ROLE r SETTINGS max_threads = 1", "access: ALTER ROLE r"},
      {"DROP USER IF EXISTS u, v", "access: DROP USER u, v"},
      {"DROP ROW POLICY p ON a.t", "access: DROP ROW POLICY p"},
      {"GRANT SELECT(a, b), INSERT ON xapi.* TO u WITH GRANT OPTION", "access: GRANT ON xapi.*"},
      {"GRANT SELECT ON a.t, ALTER ON *.* TO u", "access: GRANT ON a.t, *.*"},
      {"GRANT r TO u", "access: GRANT"},
      {"REVOKE ON CLUSTER c SELECT ON t FROM u", "access: REVOKE ON t"},
      {"SET DEFAULT ROLE r TO u", "access: SET"},
  });
}

TEST(StatementFacts, KnowsDropsRenamesAndTheRest) {
  ExpectLines({
      {"DROP TABLE IF EXISTS a.b, c SYNC", "destructive: DROP TABLE a.b, c"},
      {"DROP DATABASE xapi", "destructive: DROP DATABASE xapi"},
      {"DROP VIEW v", "destructive: DROP VIEW v"},
      {"DROP DICTIONARY d", "metadata: DROP DICTIONARY d"},
      {"DROP FUNCTION f", "metadata: DROP FUNCTION f"},
      {"DETACH TABLE a.b PERMANENTLY", "metadata: DETACH TABLE a.b"},
      {"ATTACH TABLE a.b", "metadata: ATTACH TABLE a.b"},
      {"RENAME TABLE a TO b, x.c TO x.d", "metadata: RENAME TABLE a TO b, x.c TO x.d"},
      {"RENAME DATABASE a TO b", "metadata: RENAME DATABASE a TO b"},
      {"RENAME DICTIONARY a TO b", "metadata: RENAME DICTIONARY a TO b"},
      {"RENAME a TO b", "metadata: RENAME TABLE a TO b"},
      {"EXCHANGE TABLES a.x AND a.y", "metadata: EXCHANGE TABLES a.x AND a.y"},
      {"EXCHANGE DICTIONARIES x AND y", "metadata: EXCHANGE DICTIONARIES x AND y"},
      {"TRUNCATE TABLE IF EXISTS a.b", "destructive: TRUNCATE TABLE a.b"},
      {"TRUNCATE a", "destructive: TRUNCATE TABLE a"},
      {"TRUNCATE ALL TABLES FROM d", "destructive: TRUNCATE DATABASE d"},
      {"OPTIMIZE TABLE a.b FINAL", "data: OPTIMIZE TABLE a.b"},
      {"UNDROP TABLE a.b", "metadata: UNDROP TABLE a.b"},
      {"DELETE FROM a.b WHERE s = 'secret'", "mutation: DELETE FROM a.b"},
      {"UPDATE a.b SET s = 'secret' WHERE 1", "mutation: UPDATE a.b"},
      {"KILL MUTATION WHERE database = 'x'", "system: KILL"},
      {"SYSTEM RELOAD DICTIONARY d", "system: SYSTEM"},
      {"SET max_threads = 1", "session: SET"},
      {"USE xapi", "session: USE xapi"},
      {"(SELECT 1) UNION ALL SELECT 2", "query: SELECT"},
      {"WITH 1 AS x SELECT x", "query: SELECT"},
      {"SHOW TABLES", "query: SELECT"},
      {"DESCRIBE TABLE t", "query: SELECT"},
      {"EXISTS TABLE t", "query: SELECT"},
      {"EXPLAIN SELECT 'secret'", "query: SELECT"},
      {"CHECK TABLE t", "unknown: other statement"},
      {"CREATE TABLE a (x Int8) ENGINE = Memory PARALLEL WITH DROP TABLE b",
       "unknown: other statement"},
      {"", "unknown: other statement"},
      {"'secret'", "unknown: other statement"},
  });
}

TEST(StatementFacts, KnowsInserts) {
  ExpectLines({
      {"INSERT INTO a.b (x, y) VALUES (1, 'secret')", "data: INSERT INTO a.b"},
      {"INSERT INTO TABLE t FORMAT TSV\n1", "data: INSERT INTO t"},
      {"INSERT INTO FUNCTION file('secret.csv') SELECT 1", "data: INSERT INTO FUNCTION file"},
      {"INSERT INTO TABLE FUNCTION remote('secret', a, b) SELECT 1",
       "data: INSERT INTO FUNCTION remote"},
      {"INSERT INTO function VALUES (1)", "data: INSERT INTO `function`"},
      {"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "data: INSERT INTO t"},
  });
  EXPECT_TRUE(Describe("INSERT INTO t (a) SELECT 1").as_select);
  EXPECT_TRUE(Describe("INSERT INTO t (SELECT 1)").as_select);
  EXPECT_TRUE(Describe("INSERT INTO t SETTINGS x = 1 WITH 1 AS a SELECT a").as_select);
  EXPECT_FALSE(Describe("INSERT INTO t (a) VALUES ('SELECT')").as_select);
  EXPECT_FALSE(Describe("INSERT INTO t FROM INFILE 'x.csv' FORMAT CSV").as_select);
}

TEST(StatementFacts, ReadsEveryActionOfAnAlter) {
  ExpectLines({
      {"ALTER TABLE a.b ADD COLUMN IF NOT EXISTS c String DEFAULT 'secret' AFTER d, "
       "DROP COLUMN IF EXISTS e, RENAME COLUMN f TO g",
       "destructive: ALTER TABLE a.b (ADD COLUMN c, DROP COLUMN e, RENAME COLUMN f TO g)"},
      {"ALTER TABLE t ADD COLUMN a Decimal(10, 2), ADD COLUMN n.b Array(UInt8)",
       "metadata: ALTER TABLE t (ADD COLUMN a, ADD COLUMN n.b)"},
      {"ALTER TABLE t MODIFY COLUMN c UInt64 COMMENT 'secret', COMMENT COLUMN d 'x'",
       "mutation: ALTER TABLE t (MODIFY COLUMN c, COMMENT COLUMN d)"},
      {"ALTER TABLE t CLEAR COLUMN c IN PARTITION 'secret'",
       "destructive: ALTER TABLE t (CLEAR COLUMN c)"},
      {"ALTER TABLE t ADD INDEX i (a, b) TYPE minmax, DROP INDEX j, MATERIALIZE INDEX i",
       "mutation: ALTER TABLE t (ADD INDEX i, DROP INDEX j, MATERIALIZE i)"},
      {"ALTER TABLE t ADD PROJECTION p (SELECT a, b ORDER BY a), DROP PROJECTION q",
       "mutation: ALTER TABLE t (ADD PROJECTION p, DROP PROJECTION q)"},
      {"ALTER TABLE t ADD CONSTRAINT c CHECK a > 0, DROP CONSTRAINT d",
       "metadata: ALTER TABLE t (ADD CONSTRAINT c, DROP CONSTRAINT d)"},
      {"ALTER TABLE t UPDATE a = 'secret', b = 2 WHERE c IN (1, 2)",
       "mutation: ALTER TABLE t (UPDATE)"},
      {"ALTER TABLE t UPDATE a = 1, freeze = 2, update = 3 WHERE 1, DELETE WHERE x",
       "mutation: ALTER TABLE t (UPDATE, DELETE)"},
      {"ALTER TABLE t MODIFY ORDER BY (a, b), MODIFY TTL d + INTERVAL 1 DAY DELETE, e",
       "mutation: ALTER TABLE t (MODIFY ORDER BY, MODIFY TTL)"},
      {"ALTER TABLE t MODIFY SETTING x = 1, y = 2, RESET SETTING z",
       "metadata: ALTER TABLE t (MODIFY SETTING, MODIFY SETTING)"},
      {"ALTER TABLE v MODIFY QUERY SELECT a, drop column FROM t",
       "metadata: ALTER TABLE v (MODIFY QUERY)"},
      {"ALTER TABLE t MODIFY COMMENT 'secret'", "metadata: ALTER TABLE t (MODIFY COMMENT)"},
      {"ALTER TABLE t ATTACH PARTITION 'secret' FROM u", "data: ALTER TABLE t (ATTACH PARTITION)"},
      {"ALTER TABLE t DETACH PARTITION 1, MOVE PARTITION 2 TO TABLE u, FREEZE",
       "data: ALTER TABLE t (DETACH PARTITION, MOVE PARTITION, FREEZE)"},
      {"ALTER TABLE t DROP PARTITION (1, 2)", "destructive: ALTER TABLE t (DROP PARTITION)"},
      {"ALTER TABLE t REPLACE PARTITION 1 FROM u",
       "destructive: ALTER TABLE t (REPLACE PARTITION)"},
      {"ALTER TABLE t (ADD COLUMN a Int8), (DROP COLUMN b)",
       "destructive: ALTER TABLE t (ADD COLUMN a, DROP COLUMN b)"},
      {"ALTER TABLE t ADD COLUMN a Int8, APPLY DELETED MASK",
       "unknown: ALTER TABLE t (ADD COLUMN a, ...)"},
      {"ALTER TABLE t FROBNICATE 'secret'", "unknown: ALTER TABLE t (...)"},
      {"ALTER DATABASE d MODIFY COMMENT 'x'", "metadata: ALTER DATABASE d"},
  });
}

TEST(StatementFacts, AlterActionsSayTheirConditions) {
  const auto facts = Describe(
      "ALTER TABLE t ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS `a b` Int8, "
      "RENAME COLUMN IF EXISTS x TO \"y z\"");
  ASSERT_EQ(facts.actions.size(), 2U);
  EXPECT_EQ(facts.actions[0].kind, AlterActionKind::kAddColumn);
  EXPECT_EQ(facts.actions[0].name, "a b");
  EXPECT_TRUE(facts.actions[0].if_not_exists);
  EXPECT_FALSE(facts.actions[0].if_exists);
  EXPECT_EQ(facts.actions[1].name, "x");
  EXPECT_EQ(facts.actions[1].new_name, "y z");
  EXPECT_TRUE(facts.actions[1].if_exists);
  EXPECT_EQ(facts.on_cluster, "c");
  EXPECT_EQ(Summarize(facts), "ALTER TABLE t (ADD COLUMN `a b`, RENAME COLUMN x TO `y z`)");
}

TEST(StatementFacts, AlterActionsSayTheirPartition) {
  const auto action = [](const std::string& text) {
    return Describe("ALTER TABLE t " + text).actions.front();
  };
  EXPECT_EQ(action("DROP PARTITION 202401").partition, "202401");
  EXPECT_EQ(action("DROP PARTITION ('a,b', 1), FREEZE").partition, "('a,b', 1)");
  EXPECT_EQ(action("DETACH PARTITION ID 'x'").partition, "ID 'x'");
  EXPECT_EQ(action("DROP PART '0_1_1_0'").partition, "");
  EXPECT_EQ(action("(DROP PARTITION 1), (FREEZE)").partition, "1");
  EXPECT_EQ(action("DROP PARTITION").partition, "");
  const auto moved = action("MOVE PARTITION /* all of */ 2 TO TABLE d.`u v` SETTINGS x = 1");
  EXPECT_EQ(moved.partition, "2");
  EXPECT_EQ(moved.other, (ObjectName{"d", "u v"}));
  const auto attached = action("ATTACH PARTITION tuple() FROM u");
  EXPECT_EQ(attached.partition, "tuple()");
  EXPECT_EQ(attached.other, (ObjectName{"", "u"}));
  EXPECT_EQ(action("MOVE PARTITION 2 TO DISK 'cold'").other, ObjectName{});
}

TEST(StatementFacts, UnquotesNames) {
  const auto facts = Describe("CREATE TABLE IF NOT EXISTS `a``b` . \"c.d\" (x Int8)");
  EXPECT_THAT(facts.objects, ElementsAre(ObjectName{"a`b", "c.d"}));
  EXPECT_EQ(Summarize(facts), "CREATE TABLE `a\\`b`.`c.d`");
  EXPECT_TRUE(facts.if_not_exists);
}

TEST(StatementFacts, LooksThroughComments) {
  const auto facts = Describe("/* x */ DROP -- y\n TABLE # z\n a /* /* */ */ . b");
  EXPECT_EQ(facts.verb, Verb::kDrop);
  EXPECT_THAT(facts.objects, ElementsAre(ObjectName{"a", "b"}));
}

TEST(StatementFacts, ReadsClusterSyncAndConditions) {
  const auto drop = Describe("DROP TABLE IF EXISTS a ON CLUSTER `my c` SYNC");
  EXPECT_EQ(drop.on_cluster, "my c");
  EXPECT_TRUE(drop.sync);
  EXPECT_TRUE(drop.if_exists);
  EXPECT_TRUE(Describe("DROP TABLE a NO DELAY").sync);
  EXPECT_FALSE(Describe("DROP TABLE sync_log").sync);
  const std::vector<std::string> on_cluster = {
      "CREATE DATABASE d ON CLUSTER c",
      "CREATE TABLE a.b UUID 'x' ON CLUSTER '{cluster}' (x Int8)",
      "CREATE USER u ON CLUSTER c IDENTIFIED BY 'x'",
      "ALTER USER u ON CLUSTER c HOST ANY",
      "RENAME TABLE a TO b ON CLUSTER c",
      "EXCHANGE TABLES a AND b ON CLUSTER c",
      "TRUNCATE TABLE a ON CLUSTER c",
      "OPTIMIZE TABLE a ON CLUSTER c FINAL",
      "GRANT ON CLUSTER c SELECT ON a.* TO u",
      "DELETE FROM a ON CLUSTER c WHERE 1",
      "DETACH TABLE a ON CLUSTER c",
  };
  for (const std::string& statement : on_cluster)
    EXPECT_FALSE(Describe(statement).on_cluster.empty()) << statement;
}

TEST(StatementFacts, RenameKeepsOldAndNewNamesParallel) {
  const auto facts = Describe("RENAME TABLE a.b TO c.d, e TO f");
  EXPECT_THAT(facts.objects, ElementsAre(ObjectName{"a", "b"}, ObjectName{"", "e"}));
  EXPECT_THAT(facts.new_names, ElementsAre(ObjectName{"c", "d"}, ObjectName{"", "f"}));
}

TEST(StatementFacts, UserNamesCarryTheirHost) {
  const auto facts = Describe("CREATE USER a@'%', b@localhost, `c d`");
  EXPECT_THAT(facts.objects, ElementsAre(ObjectName{"", "a", true}, ObjectName{"", "b@localhost"},
                                         ObjectName{"", "c d"}));
}

TEST(StatementFacts, BrokenTextHasFactsToo) {
  for (const std::string text :
       {"CREATE TABLE", "ALTER TABLE t", "INSERT INTO", "RENAME TABLE a", "DROP TABLE a.",
        "GRANT SELECT ON", "CREATE TABLE t (((", "(((", "ALTER TABLE t (", "CREATE USER @",
        "INSERT INTO t 'open", "EXCHANGE", "WITH", "ON CLUSTER"})
    EXPECT_FALSE(Summarize(Describe(text)).empty()) << text;
  EXPECT_THAT(Describe("RENAME TABLE a").objects, IsEmpty());
  EXPECT_EQ(Line("ALTER TABLE t"), "unknown: ALTER TABLE t (...)");
}

}  // namespace
}  // namespace housewright::sql
