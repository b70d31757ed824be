#include "project/chunk_annotation.h"

#include <gtest/gtest.h>

#include "project/test_support.h"

namespace housewright::project {
namespace {

std::string CheckOf(const std::string& text) {
  Config config;
  VariableDeclaration variable;
  variable.name = "db";
  config.variables.push_back(variable);
  return TextOf(CheckTemplate(SourceText("f.sql", text), 0, text.size(), config));
}

TEST(ChunkAnnotation, IsTakenWhereTheRowsOfOneTableCanComeInParts) {
  EXPECT_EQ(CheckOf("-- chunk: partition\nINSERT INTO a.t SELECT x FROM a.s;"), "");
  EXPECT_EQ(CheckOf("-- chunk: partition of {{ db }}.s\nINSERT INTO a.t SELECT x FROM {{db}}.s;"),
            "");
  EXPECT_EQ(CheckOf("-- chunk: partition of a.s\nINSERT INTO a.t SELECT x FROM (SELECT y FROM a.s) "
                    "AS q JOIN a.o USING x;"),
            "");
}

TEST(ChunkAnnotation, IsRefusedElsewhereWithItsPlace) {
  EXPECT_EQ(CheckOf("-- chunk: rows\nINSERT INTO a.t SELECT x FROM a.s;"),
            "[chunk] error: `-- chunk:` does not know 'rows'\n"
            "  --> f.sql:1:11\n"
            "  1 | -- chunk: rows\n"
            "    |           ^^^^\n"
            "  next: write `-- chunk: partition` or `-- chunk: partition of db.table`\n");
  EXPECT_EQ(CheckOf("-- chunk: partition\nINSERT INTO a.t VALUES (1);"),
            "[chunk] error: only an INSERT ... SELECT can be run in chunks\n"
            "  --> f.sql:1:11\n"
            "  1 | -- chunk: partition\n"
            "    |           ^^^^^^^^^\n"
            "  next: remove `-- chunk:`\n");
  EXPECT_EQ(CheckOf("-- chunk: partition of a.x\nINSERT INTO a.t SELECT x FROM a.s;"),
            "[chunk] error: the statement does not read from a.x, as it is written\n"
            "  --> f.sql:1:11\n"
            "  1 | -- chunk: partition of a.x\n"
            "    |           ^^^^^^^^^^^^^^^^\n"
            "  next: name a table as it stands behind FROM or JOIN\n");
  EXPECT_EQ(CheckOf("-- chunk: partition\nINSERT INTO a.t\nSELECT x FROM numbers(3);"),
            "[chunk] error: rows come in chunks from a table only, and this is none\n"
            "  --> f.sql:3:15\n"
            "  3 | SELECT x FROM numbers(3);\n"
            "    |               ^^^^^^^\n"
            "  next: name a table that the statement reads: `-- chunk: partition of db.table`\n");
  EXPECT_EQ(
      CheckOf("-- chunk: partition\nINSERT INTO a.t\nSELECT x FROM a.s JOIN a.s AS b USING x;"),
      "[chunk] error: a.s is read twice, and would be one partition in both places\n"
      "  --> f.sql:3:24\n"
      "  3 | SELECT x FROM a.s JOIN a.s AS b USING x;\n"
      "    |                        ^^^\n"
      "  next: remove `-- chunk:`, or read the table once\n");
  EXPECT_EQ(CheckOf("-- chunk: partition\nINSERT INTO a.t\nSELECT x FROM a.s ORDER BY x LIMIT 3;"),
            "[chunk] error: with LIMIT the chunks are not the whole\n"
            "  --> f.sql:3:30\n"
            "  3 | SELECT x FROM a.s ORDER BY x LIMIT 3;\n"
            "    |                              ^^^^^\n"
            "  next: remove `-- chunk:`, or write the statement without it\n");
  EXPECT_EQ(CheckOf("-- probe: SELECT 1\n-- chunk: partition\nINSERT INTO a.t SELECT x FROM a.s;"),
            "[chunk] error: a `-- probe:` cannot tell of a chunk whether it took effect\n"
            "  --> f.sql:2:11\n"
            "  2 | -- chunk: partition\n"
            "    |           ^^^^^^^^^\n"
            "  next: remove `-- probe:`: each chunk is looked up in the server's query log\n");
}

}  // namespace
}  // namespace housewright::project
