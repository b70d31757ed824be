#include "exec/marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exec/probe.h"
#include "exec/test_plan.h"

namespace housewright::exec {
namespace {

using ::testing::ElementsAre;
using testing::Render;

std::vector<std::string> MarksOfSql(const std::string& sql) {
  const auto marks = MarksOf(Render(sql));
  if (!marks) return {"cannot tell"};
  std::vector<std::string> texts;
  for (const Mark& mark : *marks) {
    texts.push_back(mark.ToString() + (mark.there ? " there" : " gone") +
                    (mark.tolerant ? ", tolerant" : ""));
  }
  return texts;
}

TEST(Marks, OfCreateAndDrop) {
  EXPECT_THAT(MarksOfSql("CREATE TABLE a.t (x Int8) ENGINE = MergeTree ORDER BY x"),
              ElementsAre("table a.t there"));
  EXPECT_THAT(MarksOfSql("CREATE TABLE IF NOT EXISTS t (x Int8) ENGINE = Memory"),
              ElementsAre("table t there, tolerant"));
  EXPECT_THAT(MarksOfSql("CREATE VIEW a.v AS SELECT 1"), ElementsAre("table a.v there"));
  EXPECT_THAT(MarksOfSql("CREATE MATERIALIZED VIEW a.m TO a.t AS SELECT x FROM a.s"),
              ElementsAre("table a.m there"));
  EXPECT_THAT(MarksOfSql("CREATE DATABASE d"), ElementsAre("database d there"));
  EXPECT_THAT(MarksOfSql("CREATE FUNCTION f AS (x) -> x + 1"), ElementsAre("function f there"));
  EXPECT_THAT(MarksOfSql("DROP TABLE a.t"), ElementsAre("table a.t gone"));
  EXPECT_THAT(MarksOfSql("DROP DATABASE IF EXISTS d"), ElementsAre("database d gone, tolerant"));
}

TEST(Marks, OfRenameAndAlter) {
  EXPECT_THAT(MarksOfSql("RENAME TABLE a.t TO a.u"),
              ElementsAre("table a.t gone", "table a.u there"));
  EXPECT_THAT(
      MarksOfSql(
          "ALTER TABLE a.t ADD COLUMN x Int8, DROP COLUMN IF EXISTS y, RENAME COLUMN p TO q"),
      ElementsAre("column x of a.t there", "column y of a.t gone, tolerant", "column p of a.t gone",
                  "column q of a.t there"));
  EXPECT_THAT(MarksOfSql("ALTER TABLE a.t ADD INDEX i x TYPE minmax GRANULARITY 1"),
              ElementsAre("index i of a.t there"));
}

TEST(Marks, AreNoneWhereObjectsCannotTell) {
  for (const char* sql :
       {"INSERT INTO a.t VALUES (1)", "EXCHANGE TABLES a.t AND a.u",
        "CREATE TABLE a.t ENGINE = Memory AS SELECT 1 AS x", "CREATE OR REPLACE VIEW v AS SELECT 1",
        "CREATE MATERIALIZED VIEW a.m ENGINE = Memory POPULATE AS SELECT x FROM a.s",
        "CREATE TABLE a.t ON CLUSTER c (x Int8) ENGINE = Memory", "TRUNCATE TABLE a.t",
        "ALTER TABLE a.t MODIFY COLUMN x Int64", "ALTER TABLE a.t UPDATE x = 1 WHERE 1",
        "ALTER TABLE a.t ADD COLUMN x Int8, MODIFY COLUMN y Int64",
        "RENAME TABLE a.t TO a.x, a.u TO a.t", "GRANT SELECT ON a.* TO u",
        "CREATE TEMPORARY TABLE t (x Int8)", "CREATE USER u"}) {
    EXPECT_THAT(MarksOfSql(sql), ElementsAre("cannot tell")) << sql;
    EXPECT_FALSE(CanProbeByObjects(Render(sql))) << sql;
  }
}

TEST(SafeToResend, IsWhatDoesTwiceWhatItDoesOnce) {
  for (const char* sql :
       {"CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE OR REPLACE FUNCTION f AS x -> x",
        "CREATE TABLE IF NOT EXISTS a.t (x Int8) ENGINE = Memory", "DROP TABLE IF EXISTS a.t",
        "GRANT SELECT ON a.* TO u", "REVOKE SELECT ON a.* FROM u", "CREATE USER IF NOT EXISTS u",
        "ALTER TABLE a.t COMMENT COLUMN x 'c'", "ALTER TABLE a.t ADD COLUMN IF NOT EXISTS x Int8",
        "SELECT 1"}) {
    EXPECT_TRUE(IsSafeToResend(Render(sql))) << sql;
  }
  for (const char* sql :
       {"CREATE TABLE a.t (x Int8) ENGINE = Memory", "INSERT INTO a.t VALUES (1)",
        "CREATE OR REPLACE TABLE a.t (x Int8) ENGINE = Memory", "EXCHANGE TABLES a.t AND a.u",
        "TRUNCATE TABLE a.t", "DROP TABLE a.t", "ALTER TABLE a.t UPDATE x = x + 1 WHERE 1",
        "ALTER TABLE a.t COMMENT COLUMN x 'c', DROP COLUMN y",
        "CREATE TABLE IF NOT EXISTS a.t ENGINE = Memory AS SELECT 1 AS x"}) {
    EXPECT_FALSE(IsSafeToResend(Render(sql))) << sql;
  }
}

TEST(RunAhead, NeedsBothToBeToldApart) {
  const auto may = [](const char* earlier, const char* later) {
    return MayRunAhead(Render(earlier), Render(later));
  };
  const char* create = "CREATE TABLE a.t (x Int8) ENGINE = Memory";
  EXPECT_TRUE(may(create, "CREATE TABLE a.u (x Int8) ENGINE = Memory"));
  EXPECT_TRUE(may("CREATE DATABASE a", create));
  EXPECT_TRUE(may(create, "ALTER TABLE a.t ADD COLUMN y Int8"));
  EXPECT_TRUE(may("ALTER TABLE a.t ADD COLUMN y Int8", "ALTER TABLE a.t DROP COLUMN z"));
  // The effect of the later one would hide that of the earlier one.
  EXPECT_FALSE(may(create, "DROP TABLE a.t"));
  EXPECT_FALSE(may(create, "RENAME TABLE a.t TO a.u"));
  EXPECT_FALSE(may(create, "DROP TABLE t")) << "an unqualified name may be the same";
  EXPECT_FALSE(may("ALTER TABLE a.t ADD COLUMN y Int8", "DROP TABLE a.t"));
  EXPECT_FALSE(may("ALTER TABLE a.t ADD COLUMN y Int8", "ALTER TABLE a.t DROP COLUMN y"));
  EXPECT_FALSE(may("DROP TABLE a.t", "CREATE TABLE a.t (y Int8) ENGINE = Memory"));
  EXPECT_FALSE(may("CREATE TABLE a.t (x Int8) ENGINE = Memory", "DROP DATABASE a"));
  // Nothing tells of one of them.
  EXPECT_FALSE(may(create, "INSERT INTO a.t VALUES (1)"));
  EXPECT_FALSE(may("INSERT INTO a.t VALUES (1)", create));
}

TEST(RunAhead, OfWhatMayBeSentAgainNeedsProofOfWhatFollows) {
  const auto may = [](const char* earlier, const char* later) {
    return MayRunAhead(Render(earlier), Render(later));
  };
  const char* replace = "CREATE OR REPLACE VIEW a.v AS SELECT 1";
  EXPECT_TRUE(may(replace, "CREATE TABLE a.u (x Int8) ENGINE = Memory"));
  EXPECT_FALSE(may(replace, "GRANT SELECT ON a.* TO u"));
  EXPECT_TRUE(may(replace, "ALTER TABLE a.t ADD COLUMN y Int8"));
  EXPECT_FALSE(may(replace, "ALTER TABLE a.v ADD COLUMN y Int8")) << "there may be no view yet";
  EXPECT_TRUE(may("CREATE TABLE a.u (x Int8) ENGINE = Memory", replace));
  EXPECT_FALSE(may(replace, "DROP TABLE a.u")) << "it may have been gone before";
  EXPECT_FALSE(may(replace, "DROP VIEW a.v"));
  EXPECT_FALSE(may(replace, "RENAME TABLE a.t TO a.u")) << "which moves no time";
  EXPECT_FALSE(may(replace, "DROP TABLE IF EXISTS a.t")) << "it may be what the view reads";
  EXPECT_FALSE(may("DROP TABLE IF EXISTS a.t", "CREATE TABLE IF NOT EXISTS a.t (x Int8)"))
      << "sent again, it would drop what the second has made";
  EXPECT_TRUE(may("DROP TABLE IF EXISTS a.t", "CREATE TABLE IF NOT EXISTS a.u (x Int8)"));
  EXPECT_FALSE(may("ALTER TABLE a.t DROP COLUMN n", "ALTER TABLE a.t ADD COLUMN n.x Array(Int8)"));
  EXPECT_TRUE(may("CREATE USER IF NOT EXISTS u", "GRANT SELECT ON a.* TO u"));
  EXPECT_FALSE(may("GRANT SELECT ON a.* TO u", "DROP USER IF EXISTS u"));
}

}  // namespace
}  // namespace housewright::exec
