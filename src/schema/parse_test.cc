#include "schema/parse.h"

#include <gtest/gtest.h>

namespace housewright::schema {
namespace {

Object Parsed(std::string_view create_query) {
  const Result<Object> object = ParseObject(create_query);
  EXPECT_TRUE(object.has_value()) << object.error().ToString();
  return object.value_or(Object{});
}

using Map = std::map<std::string, std::string>;

TEST(ParseObject, ReadsATableOf267) {
  const Object table = Parsed(
      "CREATE TABLE pr.a (`id` UInt64, `when it was` DateTime64(3) DEFAULT now64(3) "
      "CODEC(Delta(4), ZSTD(1)) TTL ts "
      "+ toIntervalDay(1) COMMENT 'it\\'s, DEFAULT', `m` UInt8 MATERIALIZED n + 1, `k.p` "
      "Array(Int8), `s` String "
      "STATISTICS(tdigest), INDEX i s TYPE bloom_filter(0.01) GRANULARITY 4, PROJECTION p (SELECT "
      "id ORDER BY s), "
      "CONSTRAINT positive CHECK id > 0) ENGINE = ReplacingMergeTree(ts, m) PARTITION BY "
      "toYYYYMM(ts) PRIMARY KEY "
      "id ORDER BY (id, s) SAMPLE BY id TTL ts + toIntervalMonth(1) DELETE WHERE id = 1, ts TO "
      "DISK 'cold' SETTINGS "
      "index_granularity = 8192, ttl_only_drop_parts = 1 COMMENT 'a table'");
  EXPECT_EQ(table.kind, ObjectKind::kTable);
  EXPECT_EQ(table.Display(), "pr.a");
  const std::vector<Column> columns = {
      {.name = "id", .type = "UInt64"},
      {.name = "when it was",
       .type = "DateTime64(3)",
       .default_kind = "DEFAULT",
       .default_expression = "now64(3)",
       .codec = "CODEC(Delta(4), ZSTD(1))",
       .ttl = "ts + toIntervalDay(1)",
       .comment = "'it\\'s, DEFAULT'"},
      {.name = "m", .type = "UInt8", .default_kind = "MATERIALIZED", .default_expression = "n + 1"},
      {.name = "k.p", .type = "Array(Int8)"},
      {.name = "s", .type = "String", .other = "STATISTICS(tdigest)"}};
  EXPECT_EQ(table.columns, columns);
  const std::vector<Element> elements = {{"INDEX", "i", "s TYPE bloom_filter(0.01) GRANULARITY 4"},
                                         {"PROJECTION", "p", "(SELECT id ORDER BY s)"},
                                         {"CONSTRAINT", "positive", "CHECK id > 0"}};
  EXPECT_EQ(table.elements, elements);
  const Map clauses = {{"ENGINE", "ReplacingMergeTree(ts, m)"},
                       {"PARTITION BY", "toYYYYMM(ts)"},
                       {"PRIMARY KEY", "id"},
                       {"ORDER BY", "(id, s)"},
                       {"SAMPLE BY", "id"},
                       {"TTL", "ts + toIntervalMonth(1) DELETE WHERE id = 1, ts TO DISK 'cold'"},
                       {"COMMENT", "'a table'"}};
  EXPECT_EQ(table.clauses, clauses);
  EXPECT_EQ(table.settings, (Map{{"ttl_only_drop_parts", "1"}}));
  EXPECT_EQ(table.columns[1].Text(),
            "`when it was` DateTime64(3) DEFAULT now64(3) CODEC(Delta(4), ZSTD(1)) TTL ts + "
            "toIntervalDay(1) "
            "COMMENT 'it\\'s, DEFAULT'");
}

TEST(ParseObject, ReadsWhatBothVersionsPrintAsTheSame) {
  const Object old_table = Parsed(
      "CREATE TABLE pr.a ( id UInt64,  n Int32 DEFAULT CAST(3, 'Int32'),  `a b` String,  m UInt8 "
      "MATERIALIZED CAST(n + "
      "1, 'UInt8')) ENGINE = MergeTree() ORDER BY (id) SETTINGS index_granularity = 8192");
  const Object new_table = Parsed(
      "CREATE TABLE pr.a (`id` UInt64, `n` Int32 DEFAULT 3, `a b` String, `m` UInt8 MATERIALIZED n "
      "+ 1) ENGINE = "
      "MergeTree ORDER BY id SETTINGS index_granularity = 8192");
  EXPECT_EQ(old_table.columns, new_table.columns);
  EXPECT_EQ(old_table.clauses, new_table.clauses);
  EXPECT_EQ(old_table.settings, new_table.settings);
}

TEST(ParseObject, ReadsViewsDictionariesAndFunctions) {
  const Object view = Parsed(
      "CREATE VIEW pr.v (`id` UInt64) AS SELECT x.id FROM (SELECT id FROM pr.a ) AS x  ANY LEFT "
      "JOIN pr.b AS y USING "
      "(id) COMMENT 'why'");
  EXPECT_EQ(view.kind, ObjectKind::kView);
  EXPECT_EQ(
      view.clauses,
      (Map{{"AS", "SELECT x.id FROM (SELECT id FROM pr.a) AS x ANY LEFT JOIN pr.b AS y USING (id)"},
           {"COMMENT", "'why'"}}));
  const Object to = Parsed(
      "CREATE MATERIALIZED VIEW pr.mv REFRESH EVERY 1 HOUR APPEND TO pr.b (`id` UInt64) DEFINER = "
      "me SQL SECURITY "
      "DEFINER AS SELECT id FROM pr.a");
  EXPECT_EQ(to.kind, ObjectKind::kMaterializedView);
  EXPECT_EQ(to.columns.size(), 1U);
  EXPECT_EQ(to.clauses, (Map{{"REFRESH", "EVERY 1 HOUR APPEND"},
                             {"TO", "pr.b"},
                             {"DEFINER", "me"},
                             {"SQL SECURITY", "DEFINER"},
                             {"AS", "SELECT id FROM pr.a"}}));
  const Object dictionary = Parsed(
      "CREATE DICTIONARY pr.d (`id` UInt64, `name` String DEFAULT '' HIERARCHICAL) PRIMARY KEY id "
      "SOURCE(CLICKHOUSE(USER 'u' PASSWORD '[HIDDEN]' DB 'pr')) LIFETIME(MIN 0 MAX 300) "
      "LAYOUT(FLAT()) "
      "SETTINGS(dictionary_use_async_executor = 1) COMMENT 'c'");
  EXPECT_EQ(dictionary.kind, ObjectKind::kDictionary);
  EXPECT_EQ(dictionary.columns[1].Text(), "name String DEFAULT '' HIERARCHICAL");
  EXPECT_EQ(dictionary.clauses,
            (Map{{"PRIMARY KEY", "id"},
                 {"SOURCE", "(CLICKHOUSE(USER 'u' PASSWORD '[HIDDEN]' DB 'pr'))"},
                 {"LIFETIME", "(MIN 0 MAX 300)"},
                 {"LAYOUT", "(FLAT())"},
                 {"COMMENT", "'c'"}}));
  EXPECT_EQ(dictionary.settings, (Map{{"dictionary_use_async_executor", "1"}}));
  const Object function = Parsed("CREATE FUNCTION `my f` AS (x, y) -> ((x * y) + 1)");
  EXPECT_EQ(function.kind, ObjectKind::kFunction);
  EXPECT_EQ(function.Display(), "`my f`");
  EXPECT_EQ(function.clauses, (Map{{"AS", "(x, y) -> ((x * y) + 1)"}}));
}

TEST(ParseObject, KeepsClausesThatItDoesNotKnow) {
  const Object table = Parsed("CREATE TABLE a.b NEW THING (`id` UInt64) ENGINE = Log FOO BAR 3");
  EXPECT_EQ(table.clauses, (Map{{"", "NEW THING"}, {"ENGINE", "Log FOO BAR 3"}}));
  EXPECT_EQ(table.columns.size(), 1U);
}

TEST(ParseObject, RefusesWhatCreatesNothing) {
  const Result<Object> object = ParseObject("DROP TABLE a");
  ASSERT_FALSE(object.has_value());
  EXPECT_EQ(object.error().message(), "not a statement that creates an object: DROP TABLE a");
  EXPECT_FALSE(ParseObject("").has_value());
  EXPECT_FALSE(ParseObject("CREATE TABLE").has_value());
  EXPECT_FALSE(ParseObject("CREATE TABLE a.").has_value());
}

}  // namespace
}  // namespace housewright::schema
