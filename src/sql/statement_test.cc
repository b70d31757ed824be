#include "sql/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sql/statement_cases_for_test.h"

namespace housewright::sql {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> Texts(const SourceText& source) {
  const auto statements = SplitStatements(source);
  if (!statements) return {statements.error().ToString()};
  std::vector<std::string> texts;
  for (const Statement& statement : *statements) {
    texts.emplace_back(statement.In(source.text()));
  }
  return texts;
}

class SplitTable : public testing::TestWithParam<SplitCase> {};

TEST_P(SplitTable, Splits) {
  EXPECT_THAT(Texts(SourceText("a.sql", GetParam().text)), ElementsAreArray(GetParam().statements));
}

INSTANTIATE_TEST_SUITE_P(Statements, SplitTable, testing::ValuesIn(SplitCases()));

class RefusalTable : public testing::TestWithParam<RefusalCase> {};

TEST_P(RefusalTable, SaysWhatIsWrongAndWhere) {
  const auto statements = SplitStatements(SourceText("a.sql", GetParam().text));
  ASSERT_FALSE(statements);
  EXPECT_EQ(statements.error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(statements.error().ToString(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Statements, RefusalTable, testing::ValuesIn(RefusalCases()));

TEST(SplitStatements, ReadsOnlyTheGivenRange) {
  const SourceText source("a.sql", "SELECT 'x; SELECT 1; SELECT 2'");
  const auto statements = SplitStatements(source, 11, 19);
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 1U);
  EXPECT_EQ(statements->front().begin, 11U);
  EXPECT_EQ(statements->front().end, 19U);
}

std::vector<std::string> Annotations(const Statement& statement) {
  std::vector<std::string> out;
  for (const Annotation& annotation : statement.annotations) {
    out.push_back(annotation.key + "=" + annotation.value);
  }
  return out;
}

TEST(Annotations, AreTheKeyedCommentLinesBeforeAStatement) {
  const SourceText source("a.sql",
                          "-- on: one-host\n-- just a note\n--probe:SELECT 1; -- not an end\r\n"
                          "  -- dir_ty-Key2 : no\n\n-- reason:   a b  \nDROP TABLE t; SELECT 1");
  const auto statements = SplitStatements(source);
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 2U);
  EXPECT_THAT(Annotations(statements->at(0)),
              ElementsAre("on=one-host", "probe=SELECT 1; -- not an end", "reason=a b"));
  EXPECT_EQ(statements->at(0).annotations.at(0).offset, 0U);
  EXPECT_EQ(statements->at(0).annotations.at(1).offset, 31U);
  EXPECT_THAT(Annotations(statements->at(1)), IsEmpty());
}

TEST(Annotations, AreNotInsideOrBehindAStatementNorInOtherComments) {
  const SourceText source("a.sql",
                          "SELECT -- a: 1\n1 -- b: 2\n; -- c: 3\n/* d: 4 */ -- e: 5\n# f: 6\n// g: "
                          "7\n-- h: 8\nSELECT 2");
  const auto statements = SplitStatements(source);
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 2U);
  EXPECT_THAT(Annotations(statements->at(0)), IsEmpty());
  EXPECT_THAT(Annotations(statements->at(1)), ElementsAre("h=8"));
}

TEST(Annotations, BelongToTheEmptyStatementThatFollowsThem) {
  const auto statements = SplitStatements(SourceText("a.sql", "-- on: all\n;\nSELECT 1"));
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 1U);
  EXPECT_THAT(Annotations(statements->front()), IsEmpty());
}

TEST(Annotations, FollowAByteOrderMarkToo) {
  const auto statements = SplitStatements(SourceText("a.sql", "\xEF\xBB\xBF-- on: all\nSELECT 1"));
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 1U);
  EXPECT_THAT(Annotations(statements->front()), ElementsAre("on=all"));
}

struct DataCase {
  std::string text;
  std::string data;  // format|data of each statement; "-" without
};

class DataTable : public testing::TestWithParam<DataCase> {};

TEST_P(DataTable, FindsTheInlineData) {
  const SourceText source("a.sql", GetParam().text);
  const auto statements = SplitStatements(source);
  ASSERT_TRUE(statements) << statements.error().ToString();
  std::string found;
  for (const Statement& statement : *statements) {
    if (!found.empty()) found += ' ';
    if (!statement.data) {
      found += '-';
      continue;
    }
    found += statement.data->format + "|" +
             std::string(source.text().substr(statement.data->begin,
                                              statement.data->end - statement.data->begin));
  }
  EXPECT_EQ(found, GetParam().data);
}

INSTANTIATE_TEST_SUITE_P(
    Values, DataTable,
    testing::Values(DataCase{"INSERT INTO t VALUES (1), (';') ; SELECT 1", "Values|(1), (';') -"},
                    DataCase{"insert into d.t (a, b) values (1)", "Values|(1)"},
                    DataCase{"INSERT INTO TABLE t VALUES /* c */ (1)", "Values|(1)"},
                    DataCase{"INSERT INTO t SETTINGS a = 1, b = 'x' VALUES (1)", "Values|(1)"},
                    DataCase{"INSERT INTO FUNCTION file('a', 'CSV') PARTITION BY a VALUES (1)",
                             "Values|(1)"},
                    DataCase{"INSERT INTO {{ db }}.{{ t }} VALUES (1)", "Values|(1)"},
                    DataCase{"INSERT INTO {{ db }}.t_{{ n }} (a) VALUES (1)", "Values|(1)"},
                    DataCase{"INSERT INTO values VALUES (1)", "Values|(1)"},
                    DataCase{"INSERT INTO `values`.format VALUES (1)", "Values|(1)"},
                    DataCase{"INSERT INTO t FORMAT Values (1), (2);", "Values|(1), (2)"},
                    DataCase{"INSERT INTO t VALUES;", "-"}, DataCase{"INSERT INTO t VALUES", "-"},
                    DataCase{"INSERT INTO t SELECT * FROM values('a Int8', 1)", "-"},
                    DataCase{"INSERT INTO t (SELECT 1)", "-"},
                    DataCase{"CREATE TABLE values (a Int8)", "-"},
                    DataCase{"WITH x AS (SELECT 1) INSERT INTO t VALUES (1)", "Values|(1)"},
                    DataCase{"WITH 1 AS insert SELECT insert", "-"},
                    DataCase{"INSERT INTO t WITH 1 AS x SELECT x", "-"}));

INSTANTIATE_TEST_SUITE_P(
    Rows, DataTable,
    testing::Values(
        DataCase{"INSERT INTO t FORMAT TSV\na;b\nc\n\nSELECT 1", "TSV|a;b\nc -"},
        DataCase{"INSERT INTO t FORMAT TSV\r\na;b\r\nc\r\n\r\nSELECT 1", "TSV|a;b\r\nc -"},
        DataCase{"INSERT INTO t FORMAT TSV \t a", "TSV|a"},
        DataCase{"INSERT INTO t FORMAT TSV\n a\n \nb\n", "TSV| a\n \nb"},
        DataCase{"INSERT INTO t FORMAT `TSV`\na", "TSV|a"},
        DataCase{"INSERT INTO t FORMAT JSONEachRow {\"s\":\"a';--\"}\n\n",
                 "JSONEachRow|{\"s\":\"a';--\"}"},
        DataCase{"INSERT INTO t FORMAT TSV", "-"}, DataCase{"INSERT INTO t FORMAT TSV\n", "-"},
        DataCase{"INSERT INTO format FORMAT CSV\n1,/*", "CSV|1,/*"},
        DataCase{"INSERT INTO t FROM INFILE 'f' FORMAT CSV; SELECT 1", "- -"},
        DataCase{"INSERT INTO FUNCTION file('x') SELECT 1 FORMAT CSV; SELECT 1", "- -"},
        DataCase{"INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV\n1\n\nSELECT 1",
                 "CSV|1 -"},
        DataCase{"INSERT INTO t SELECT format FROM input('format Int8') FORMAT CSV\n1", "CSV|1"},
        DataCase{"INSERT INTO t SELECT format x FROM s; SELECT 1", "- -"},
        DataCase{"SELECT 1 FORMAT CSV; SELECT 2", "- -"}));

TEST(SplitStatements, CoversTheDataWithTheStatement) {
  const SourceText source("a.sql", "INSERT INTO t FORMAT TSV\na\nb\n\nSELECT 1");
  EXPECT_THAT(Texts(source), ElementsAre("INSERT INTO t FORMAT TSV\na\nb", "SELECT 1"));
}

// Time is linear: with twice the text quadratic code would take hours here.
TEST(SplitStatements, TakesManyStatementsAndManyComments) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "-- k: v\n/*/**/*/ SELECT 'a', $t$;$t$, x'3b';\n";
  const auto statements = SplitStatements(SourceText("a.sql", text));
  ASSERT_TRUE(statements);
  EXPECT_EQ(statements->size(), 100'000U);
}

}  // namespace
}  // namespace housewright::sql
