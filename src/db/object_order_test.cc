#include "db/object_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::db {
namespace {

using ::testing::ElementsAre;

DatabaseObject Object(std::string name, std::string engine, std::string create_query) {
  return {.database = engine == "Function" ? "" : "d",
          .name = std::move(name),
          .engine = std::move(engine),
          .create_query = std::move(create_query)};
}

std::vector<std::string> OrderedNames(std::vector<DatabaseObject> objects) {
  std::vector<std::string> names;
  for (DatabaseObject& object : OrderForCreation(std::move(objects))) names.push_back(object.name);
  return names;
}

TEST(OrderForCreation, PutsKindsInOrderWhereNothingElseDecides) {
  EXPECT_THAT(
      OrderedNames({Object("e", "MaterializedView", ""), Object("d", "View", ""),
                    Object("c", "Dictionary", ""), Object("b", "Log", ""), Object("a", "Log", ""),
                    Object("z", "Function", "CREATE FUNCTION z AS x -> x")}),
      ElementsAre("z", "a", "b", "c", "d", "e"));
}

TEST(OrderForCreation, PutsViewsAfterTheViewsThatTheyRead) {
  EXPECT_THAT(OrderedNames({Object("a", "View", "CREATE VIEW d.a AS SELECT x FROM d.b"),
                            Object("b", "View", "CREATE VIEW d.b AS SELECT x FROM `d`.`c d`"),
                            Object("c d", "View", "CREATE VIEW d.`c d` AS SELECT 1 AS x")}),
              ElementsAre("c d", "b", "a"));
}

TEST(OrderForCreation, PutsAMaterializedViewAfterItsSourceAndItsTarget) {
  EXPECT_THAT(OrderedNames({Object("a", "MaterializedView",
                                   "CREATE MATERIALIZED VIEW d.a TO d.t AS SELECT * FROM "
                                   "d.b"),
                            Object("b", "MaterializedView",
                                   "CREATE MATERIALIZED VIEW d.b (x Int8) ENGINE = Log AS "
                                   "SELECT * FROM d.s"),
                            Object("t", "Log", "CREATE TABLE d.t (x Int8) ENGINE = Log"),
                            Object("s", "Log", "CREATE TABLE d.s (x Int8) ENGINE = Log")}),
              ElementsAre("s", "t", "b", "a"));
}

TEST(OrderForCreation, PutsATableAfterTheDictionaryOfItsDefault) {
  EXPECT_THAT(OrderedNames({Object("a", "Log",
                                   "CREATE TABLE d.a (x Int8 DEFAULT dictGet('d.k', "
                                   "'v', 1)) ENGINE = Log"),
                            Object("k", "Dictionary", "CREATE DICTIONARY d.k (...)")}),
              ElementsAre("k", "a"));
}

TEST(OrderForCreation, KeepsEveryObjectOfACircle) {
  EXPECT_THAT(OrderedNames({Object("b", "View", "SELECT * FROM d.a"),
                            Object("a", "View", "SELECT * FROM d.b"),
                            Object("c", "View", "SELECT * FROM d.b")}),
              ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace housewright::db
