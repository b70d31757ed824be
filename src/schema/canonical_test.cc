#include "schema/canonical.h"

#include <gtest/gtest.h>

namespace housewright::schema {
namespace {

TEST(CanonicalText, HasOneSpelling) {
  EXPECT_EQ(CanonicalText(" SELECT  `a` ,`b c`,f( x )  FROM ( SELECT 1 )"),
            "SELECT a, `b c`, f(x) FROM (SELECT 1)");
  EXPECT_EQ(CanonicalText("x IN ('a',  'b  c') AND -1.5"), "x IN ('a', 'b  c') AND -1.5");
}

TEST(CanonicalKey, LosesTheBracketsOfOneExpression) {
  EXPECT_EQ(CanonicalKey("(a)"), "a");
  EXPECT_EQ(CanonicalKey("(a, b)"), "(a, b)");
  EXPECT_EQ(CanonicalKey("()"), "tuple()");
  EXPECT_EQ(CanonicalKey("(a) + (b)"), "(a) + (b)");
  EXPECT_EQ(CanonicalKey("(f(a, b))"), "f(a, b)");
}

TEST(CanonicalEngine, LeavesOutWhereTheDataIsKept) {
  EXPECT_EQ(CanonicalEngine("MergeTree()"), "MergeTree");
  EXPECT_EQ(CanonicalEngine("ReplicatedReplacingMergeTree('/t/{shard}', '{replica}', dt)"),
            "ReplacingMergeTree(dt)");
  EXPECT_EQ(CanonicalEngine("SharedMergeTree('/t', '{replica}')"), "MergeTree");
  EXPECT_EQ(CanonicalEngine("ReplicatedMergeTree"), "MergeTree");
  EXPECT_EQ(CanonicalEngine("Distributed('c', 'd', 't', rand())"),
            "Distributed('c', 'd', 't', rand())");
  EXPECT_EQ(CanonicalEngine("Log"), "Log");
}

TEST(CanonicalDefault, LosesACastToTheColumnsType) {
  EXPECT_EQ(CanonicalDefault("CAST(3, 'Int32')", "Int32"), "3");
  EXPECT_EQ(CanonicalDefault("CAST(f(1, 2), 'Decimal(10, 2)')", "Decimal(10, 2)"), "f(1, 2)");
  EXPECT_EQ(CanonicalDefault("CAST(3, 'Int64')", "Int32"), "CAST(3, 'Int64')");
  EXPECT_EQ(CanonicalDefault("CAST(3, 'Int32') + 1", "Int32"), "CAST(3, 'Int32') + 1");
}

TEST(SameText, TakesHiddenSecretsForEqual) {
  EXPECT_TRUE(SameText("PASSWORD 'x' DB 'a'", "PASSWORD '[HIDDEN]' DB 'a'"));
  EXPECT_TRUE(SameText("PASSWORD '[HIDDEN]'", "PASSWORD 'a b'"));
  EXPECT_FALSE(SameText("PASSWORD '[HIDDEN]' DB 'a'", "PASSWORD 'x' DB 'b'"));
  EXPECT_FALSE(SameText("PASSWORD '[HIDDEN]'", "PASSWORD x"));
  EXPECT_FALSE(SameText("'a'", "'b'"));
}

}  // namespace
}  // namespace housewright::schema
