#include "project/values_comments.h"

#include <gtest/gtest.h>

#include "project/render.h"
#include "project/test_support.h"

namespace housewright::project {
namespace {

std::string Checked(const std::string& text) {
  const Config config = ConfigOf("[project]\n[services.a]\n[variables]\ndb = \"d\"\n");
  return TextOf(CheckTemplate(SourceText("f.sql", text), 0, text.size(), config));
}

TEST(ValuesComments, AreReportedWithTheirPlace) {
  EXPECT_EQ(
      Checked("INSERT INTO {{ db }}.t VALUES -- rows\n  (1), -- one\n  (2 /* two */)\n"
              "  /* three */, (3),\n  # four\n  (4) -- the end\n;\nSELECT 1 -- no rows\n;"),
      R"([values-comment] warning: older servers read no comment between two rows of VALUES (18.16 answers code 27, 26.7 takes it)
  --> f.sql:2:8
  2 |   (1), -- one
    |        ^^^^^^
  next: move it before the statement, or between the brackets of a row
[values-comment] error: ClickHouse reads no comment here, between two rows of VALUES
  --> f.sql:4:3
  4 |   /* three */, (3),
    |   ^^^^^^^^^^^
  next: move it before the statement, or between the brackets of a row
[values-comment] error: ClickHouse reads no comment here, between two rows of VALUES
  --> f.sql:5:3
  5 |   # four
    |   ^^^^^^
  next: move it before the statement, or between the brackets of a row
)");
}

TEST(ValuesComments, OfTagsCountInEachWayThrough) {
  EXPECT_EQ(Checked("INSERT INTO t VALUES (1){% if db %} /* x */{% endif %}, (2);"),
            R"([values-comment] error: ClickHouse reads no comment here, between two rows of VALUES
  --> f.sql:1:37
  1 | INSERT INTO t VALUES (1){% if db %} /* x */{% endif %}, (2);
    |                                     ^^^^^^^
  next: move it before the statement, or between the brackets of a row
)");
}

TEST(ValuesComments, AreNotThoseOfOtherStatements) {
  EXPECT_EQ(Checked("SELECT (1) /* a */, (2);\nINSERT INTO t SELECT (1) /* b */, (2);\n"
                    "INSERT INTO t FORMAT JSONEachRow\n{\"a\": 1} -- c\n\n"
                    "CREATE TABLE values (a UInt8) /* d */ ENGINE = Memory;"),
            "");
}

}  // namespace
}  // namespace housewright::project
