#include "schema/diff.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schema/parse.h"

namespace housewright::schema {
namespace {

Schema SchemaOf(std::vector<Database> databases,
                const std::vector<std::string_view>& create_queries) {
  Schema schema{.databases = std::move(databases), .objects = {}};
  for (const std::string_view query : create_queries) {
    const Result<Object> object = ParseObject(query);
    EXPECT_TRUE(object.has_value()) << query;
    if (object) schema.objects.push_back(*object);
  }
  return schema;
}

using Parts = std::vector<PartChange>;

Parts PartsOf(std::string_view expected, std::string_view actual) {
  return DiffObjects(*ParseObject(expected), *ParseObject(actual));
}

constexpr std::string_view kTable =
    "CREATE TABLE d.t (`id` UInt64, `s` String DEFAULT 'x', INDEX i s TYPE minmax GRANULARITY 1) "
    "ENGINE = MergeTree "
    "PARTITION BY s ORDER BY id SETTINGS ttl_only_drop_parts = 1";

TEST(DiffObjects, NamesEachPartThatDiffers) {
  EXPECT_EQ(PartsOf(kTable, kTable), Parts{});
  const Parts parts =
      PartsOf(kTable,
              "CREATE TABLE d.t (`s` String DEFAULT 'y', `id` UInt64, `new` Int8, INDEX i s TYPE "
              "minmax GRANULARITY 2) ENGINE = "
              "ReplacingMergeTree ORDER BY (id, s) TTL d SETTINGS min_bytes = '10M'");
  const Parts expected = {
      {"column new", "", "new Int8"},
      {"column s", "s String DEFAULT 'x'", "s String DEFAULT 'y'"},
      {"order of columns", "id, s", "s, id"},
      {"INDEX i", "INDEX i s TYPE minmax GRANULARITY 1", "INDEX i s TYPE minmax GRANULARITY 2"},
      {"ENGINE", "MergeTree", "ReplacingMergeTree"},
      {"ORDER BY", "id", "(id, s)"},
      {"PARTITION BY", "s", ""},
      {"TTL", "", "d"},
      {"setting min_bytes", "", "'10M'"},
      {"setting ttl_only_drop_parts", "1", ""}};
  EXPECT_EQ(parts, expected);
}

TEST(DiffObjects, PassesOverWhatServersDecide) {
  struct Case {
    std::string_view expected, actual;
  };
  const Case cases[] = {
      {"CREATE TABLE d.t (`m` UInt8 MATERIALIZED id + 1, `id` UInt8) ENGINE = Log",
       "CREATE TABLE d.t ( id UInt8,  m UInt8 MATERIALIZED CAST(id + 1, 'UInt8')) ENGINE = Log"},
      {"CREATE TABLE d.t (`id` UInt8) ENGINE = MergeTree ORDER BY id",
       "CREATE TABLE d.t (`id` UInt8) ENGINE = ReplicatedMergeTree('/t', '{replica}') PRIMARY KEY "
       "(id) ORDER BY id"},
      {"CREATE VIEW d.v (`id` UInt8) AS SELECT 1",
       "CREATE VIEW d.v (`id` UInt8) DEFINER = admin SQL SECURITY DEFINER AS SELECT 1"},
      {"CREATE DICTIONARY d.d (`a` UInt8) PRIMARY KEY a SOURCE(CLICKHOUSE(PASSWORD '[HIDDEN]')) "
       "LAYOUT(FLAT())",
       "CREATE DICTIONARY d.d (`a` UInt8) PRIMARY KEY a SOURCE(CLICKHOUSE(PASSWORD 'x')) "
       "LAYOUT(FLAT())"}};
  for (const Case& one : cases) EXPECT_EQ(PartsOf(one.expected, one.actual), Parts{}) << one.actual;
}

TEST(DiffObjects, ComparesAnotherKindOfObject) {
  EXPECT_EQ(PartsOf("CREATE TABLE d.t (`id` UInt8) ENGINE = Log",
                    "CREATE VIEW d.t (`id` UInt8) AS SELECT 1"),
            (Parts{{"kind", "table", "view"}, {"AS", "", "SELECT 1"}, {"ENGINE", "Log", ""}}));
}

TEST(Diff, ListsDatabasesAndObjectsInOrder) {
  constexpr std::string_view kA = "CREATE TABLE d.a (`id` UInt8) ENGINE = Log";
  constexpr std::string_view kB = "CREATE TABLE d.b (`id` UInt8) ENGINE = Log";
  constexpr std::string_view kB2 = "CREATE TABLE d.b (`id` UInt16) ENGINE = Log";
  constexpr std::string_view kC = "CREATE FUNCTION c AS x -> x";
  const Schema expected = SchemaOf({{"d", ""}, {"gone", ""}, {"r", "Replicated"}}, {kB, kA});
  const Schema actual = SchemaOf({{"d", ""}, {"more", "Lazy"}, {"r", ""}}, {kC, kB2});
  const std::vector<Change> changes = Diff(expected, actual);
  const std::vector<Change> wanted = {
      {ChangeKind::kMissing, "database", "gone", "CREATE DATABASE gone", "", {}},
      {ChangeKind::kExtra, "database", "more", "", "CREATE DATABASE more ENGINE = Lazy", {}},
      {ChangeKind::kChanged, "database", "r", "", "", {{"ENGINE", "Replicated", ""}}},
      {ChangeKind::kExtra, "function", "c", "", std::string(kC), {}},
      {ChangeKind::kMissing, "table", "d.a", std::string(kA), "", {}},
      {ChangeKind::kChanged, "table", "d.b", "", "", {{"column id", "id UInt8", "id UInt16"}}}};
  EXPECT_EQ(changes, wanted);
  EXPECT_EQ(Diff(expected, expected), std::vector<Change>{});
  Schema turned = expected;
  std::ranges::reverse(turned.objects);
  EXPECT_EQ(Diff(turned, actual), wanted) << "the order of the input does not matter";
}

}  // namespace
}  // namespace housewright::schema
