#include "sql/select_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace housewright::sql {
namespace {

using ::testing::ElementsAre;

// "a.b", the first one with a '*', "-" for what is no table.
std::vector<std::string> SourcesOf(std::string_view statement) {
  std::vector<std::string> sources;
  for (const SelectSource& source : ShapeOfSelect(statement).sources) {
    const std::string name = source.name.empty() ? "-" : Join(source.name, ".");
    sources.push_back((source.is_first ? "*" : "") + name);
  }
  return sources;
}

std::string ObstacleOf(std::string_view statement) {
  const auto obstacle = ShapeOfSelect(statement).obstacle;
  return obstacle ? std::string(obstacle->what) : "";
}

TEST(SelectSources, AreThoseBehindFromJoinAndIn) {
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT a FROM db.src"), ElementsAre("*db.src"));
  EXPECT_THAT(SourcesOf("INSERT INTO t (SELECT a FROM `d b`.\"s.rc\" AS x WHERE 1)"),
              ElementsAre("*d b.s.rc"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT a FROM s ANY LEFT JOIN d.other AS o USING (a, b) "
                        "WHERE x IN ids AND y IN (SELECT z FROM w)"),
              ElementsAre("*s", "d.other", "ids", "-", "w"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT 1 FROM a, b AS c, (SELECT 1 FROM e) WHERE f(x, y)"),
              ElementsAre("*a", "b", "-", "e"));
  EXPECT_THAT(SourcesOf("INSERT INTO t WITH c AS (SELECT 1 FROM w) SELECT x FROM src ARRAY JOIN k"),
              ElementsAre("w", "*src"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT x FROM (SELECT y FROM src)"),
              ElementsAre("*-", "src"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT x FROM numbers(10) GROUP BY x, y"),
              ElementsAre("*-"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT 1"), ElementsAre());
}

TEST(SelectSources, StandInATemplateAsTheyAreWritten) {
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT a FROM {{ db }}.src"), ElementsAre("*{{db}}.src"));
  EXPECT_THAT(SourcesOf("INSERT INTO t SELECT a FROM {{db}}.raw_{{ name }} AS x"),
              ElementsAre("*{{db}}.raw_{{name}}"));
}

TEST(SelectSources, AreNamedByAllOfAText) {
  EXPECT_THAT(TableNameParts("db.src"), ElementsAre("db", "src"));
  EXPECT_THAT(TableNameParts(" {{ db }}.`src` "), ElementsAre("{{db}}", "src"));
  EXPECT_THAT(TableNameParts("db.src, b"), ElementsAre());
  EXPECT_THAT(TableNameParts("'db'"), ElementsAre());
  EXPECT_THAT(TableNameParts(""), ElementsAre());
}

TEST(SelectSources, HaveObstaclesOnlyInTheStatementsOwnSelect) {
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT * EXCEPT (a) FROM s WHERE left(x, 1) = right(y, 2)"),
            "");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s WHERE a IN (SELECT b FROM c LIMIT 3)"), "");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s LIMIT 3"), "LIMIT");
  EXPECT_EQ(ObstacleOf("INSERT INTO t (SELECT a FROM s LIMIT 3)"), "LIMIT");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s UNION ALL SELECT b FROM c"),
            "UNION, INTERSECT or EXCEPT");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s EXCEPT (SELECT b FROM c)"),
            "UNION, INTERSECT or EXCEPT");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s ANY LEFT JOIN c USING a"), "");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s FULL OUTER JOIN c USING a"),
            "a RIGHT, FULL or PASTE JOIN");
  EXPECT_EQ(ObstacleOf("INSERT INTO t SELECT a FROM s SETTINGS additional_table_filters = {}"),
            "the setting additional_table_filters");
}

}  // namespace
}  // namespace housewright::sql
