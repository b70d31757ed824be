#include "project/revision_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/test_support.h"

namespace housewright::project {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kRevision = R"(-- revision: 0003
-- down_revision: 0002   -- the one before
-- depends_on: 0001, vector
-- message: Create the table
-- created: 2026-11-23T10:00:00Z
-- branch_labels: web

-- +upgrade
-- on: one-host
CREATE TABLE {{ db }}.t (a String DEFAULT 'x') ENGINE = Memory;
INSERT INTO {{ db }}.t VALUES ('a;b');

-- +downgrade
DROP TABLE {{ db }}.t;
)";

ParsedRevisionFile Parse(std::string text, std::string path = "services/xapi/0003_table.sql") {
  return ParseRevisionFile("xapi", SourceText(std::move(path), std::move(text)));
}
std::string Findings(std::string text, std::string path = "services/xapi/0003_table.sql") {
  return TextOf(Parse(std::move(text), std::move(path)).diagnostics);
}
std::string HashOfRevision(std::string text) {
  const ParsedRevisionFile parsed = Parse(std::move(text));
  return parsed.file ? parsed.file->hash.ToHex() : "no file";
}
std::string With(std::string_view from, std::string_view to) {
  EXPECT_NE(std::string_view(kRevision).find(from), std::string_view::npos) << from;
  return ReplaceAll(kRevision, from, to);
}

TEST(RevisionFile, ReadsHeaderAndParts) {
  const ParsedRevisionFile parsed = Parse(kRevision);
  EXPECT_EQ(TextOf(parsed.diagnostics), "");
  const RevisionFile& file = *parsed.file;
  EXPECT_EQ(file.id.text(), "0003");
  EXPECT_EQ(file.service, "xapi");
  EXPECT_EQ(file.path, "services/xapi/0003_table.sql");
  EXPECT_THAT(file.down_revision, ElementsAre(revision::RevisionId("0002")));
  EXPECT_THAT(file.depends_on, ElementsAre("0001", "vector"));
  EXPECT_THAT(file.labels, ElementsAre("web"));
  EXPECT_EQ(file.message, "Create the table");
  EXPECT_EQ(file.created, "2026-11-23T10:00:00Z");
  const std::string_view text = file.source.text();
  EXPECT_EQ(text.substr(file.upgrade.marker, 11), "-- +upgrade");
  EXPECT_TRUE(text.substr(file.upgrade.begin).starts_with("-- on: one-host"));
  EXPECT_EQ(text.substr(file.upgrade.end, 13), "-- +downgrade");
  EXPECT_EQ(text.substr(file.downgrade.begin, file.downgrade.end - file.downgrade.begin),
            "DROP TABLE {{ db }}.t;\n");
  EXPECT_EQ(file.WhereHeader("message").line, 4U);
  EXPECT_EQ(file.WhereHeader("nothing").line, 1U);
}

TEST(RevisionFile, NoneIsNoParentAndAListIsAMerge) {
  EXPECT_THAT(Parse(With("0002   -- the one before", "none")).file->down_revision, IsEmpty());
  EXPECT_THAT(Parse(With("0002   -- the one before", "0002,0001 -- both")).file->down_revision,
              ElementsAre(revision::RevisionId("0002"), revision::RevisionId("0001")));
}

TEST(RevisionFile, HashIgnoresWhatClickHouseDoesNotSee) {
  const std::string hash = HashOfRevision(kRevision);
  EXPECT_EQ(HashOfRevision(ReplaceAll(kRevision, "\n", "\r\n")), hash);
  EXPECT_EQ(HashOfRevision(std::string("\xEF\xBB\xBF") + kRevision), hash);
  EXPECT_EQ(HashOfRevision(With("(a String", "(\n  a   String /* why */")), hash);
  EXPECT_EQ(HashOfRevision(With("DROP", "-- a comment\n# another\nDROP")), hash);
  EXPECT_EQ(HashOfRevision(With("DROP", "-- note: a comment\nDROP")), hash);
  EXPECT_EQ(HashOfRevision(With("Create the table", "Make it")), hash);
  EXPECT_EQ(HashOfRevision(With("2026-11-23T10:00:00Z", "2027-11-23T10:00:00Z")), hash);
  EXPECT_EQ(HashOfRevision(With("0001, vector", "vector ,0001")), hash);
  EXPECT_EQ(HashOfRevision(With("{{ db }}", "{{db}}")), hash);
  EXPECT_EQ(HashOfRevision(With("DROP TABLE {{ db }}.t;", "DROP TABLE {{ db }}.t")), hash);
}

TEST(RevisionFile, HashSeesEverythingElse) {
  std::vector<std::string> hashes = {HashOfRevision(kRevision)};
  for (const std::string& changed :
       {With("-- revision: 0003", "-- revision: 0004"), With("0002   --", "0001   --"),
        With("0001, vector", "0001"), With(": web", ": app"), With("DEFAULT 'x'", "DEFAULT 'y'"),
        With("'x'", "`x`"), With("'a;b'", "'a; b'"), With("-- on: one-host", "-- on: each-host"),
        With("-- on: one-host\n", ""), With("{{ db }}", "{{ other }}"),
        With("Memory;\n", "Memory\n"), With("TABLE {{ db }}", "TABLE x{{ db }}"),
        With("TABLE {{ db }}", "TABLE x {{ db }}"), With("DROP", "{% if a %}{% endif %}DROP"),
        With("DROP", "drop"), With("DROP TABLE {{ db }}.t;", "-- no-op: nothing"),
        With("DROP TABLE {{ db }}.t;", "-- irreversible: lost"),
        With(";\n\n-- +downgrade\n", "; -- +downgrade\n")}) {
    hashes.push_back(HashOfRevision(changed));
  }
  std::ranges::sort(hashes);
  EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

TEST(RevisionFile, ReasonsDoNotCount) {
  EXPECT_EQ(HashOfRevision(With("DROP TABLE {{ db }}.t;", "-- no-op: a")),
            HashOfRevision(With("DROP TABLE {{ db }}.t;", "-- no-op: b")));
}

// The hash is stored in journals and in released.toml: another one would make every release look
// edited.
TEST(RevisionFile, HashIsPinned) {
  EXPECT_EQ(HashOfRevision(kRevision),
            "dffa301c8d40afd01493b54a4d9bd7a65a8c3574fd855a974ebd711b63826e07");
}

TEST(RevisionFile, RowsOfAnInsertCountByteByByte) {
  const auto with_rows = [](std::string_view rows) {
    return With("INSERT INTO {{ db }}.t VALUES ('a;b');",
                "INSERT INTO {{ db }}.t FORMAT TSV\n" + std::string(rows) + "\n");
  };
  const std::string hash = HashOfRevision(with_rows("it's\ta b"));
  EXPECT_EQ(Findings(with_rows("it's\ta b")), "");
  EXPECT_NE(HashOfRevision(with_rows("it's\ta  b")), hash);
  EXPECT_EQ(HashOfRevision(ReplaceAll(with_rows("it's\ta b"), "\n", "\r\n")), hash);
}

TEST(RevisionFile, NoOpAndIrreversibleReplaceStatements) {
  const ParsedRevisionFile parsed = Parse(
      "-- revision: 0003\n-- down_revision: none\n-- +upgrade\n-- no-op: a merge\n"
      "  -- +downgrade  \n-- irreversible: data is gone\n");
  EXPECT_EQ(TextOf(parsed.diagnostics), "");
  EXPECT_EQ(parsed.file->upgrade.no_op, "a merge");
  EXPECT_EQ(parsed.file->downgrade.irreversible, "data is gone");
}

TEST(RevisionFile, ReportsAllFaultsOfAHeaderAtOnce) {
  EXPECT_EQ(Findings("-- revision: 0003\n-- revision: 0004\n-- down_revison: 0002\nSELECT 1;\n"
                     "SELECT 2;\n-- TODO: this is a comment\n-- depends_on: a b, , c\n"
                     "-- +upgrade\nSELECT 1;\n-- +downgrade\nSELECT 1;\n"),
            R"([header] error: a second '-- revision:' line in the header
  --> services/xapi/0003_table.sql:2:4
  2 | -- revision: 0004
    |    ^^^^^^^^
  next: remove one of the two
[header] error: unknown header key 'down_revison'
  --> services/xapi/0003_table.sql:3:4
  3 | -- down_revison: 0002
    |    ^^^^^^^^^^^^
  next: did you mean 'down_revision'?
[header] error: text before '-- +upgrade'
  --> services/xapi/0003_table.sql:4:1
  4 | SELECT 1;
    | ^^^^^^^^^
  next: only header lines and comments may stand here; write statements behind -- +upgrade
[header] error: 'a b' in '-- depends_on:' is no id or label
  --> services/xapi/0003_table.sql:7:16
  7 | -- depends_on: a b, , c
    |                ^^^
  next: separate them by commas; ids and labels are made of letters, digits and '_'
[header] error: an empty item in '-- depends_on:'
  --> services/xapi/0003_table.sql:7:1
  7 | -- depends_on: a b, , c
    | ^^^^^^^^^^^^^^^^^^^^^^^
  next: separate them by commas; ids and labels are made of letters, digits and '_'
[header] error: no '-- down_revision:' line in the header
  --> services/xapi/0003_table.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: write -- down_revision: with the id of the revision before, or none
)");
}

TEST(RevisionFile, AHeaderWithoutAnIdCannotBeUsed) {
  const ParsedRevisionFile parsed = Parse("-- +upgrade\nSELECT 1;\n-- +downgrade\nSELECT 1;\n");
  EXPECT_FALSE(parsed.file);
  EXPECT_EQ(TextOf(parsed.diagnostics), R"([header] error: no '-- revision:' line in the header
  --> services/xapi/0003_table.sql:1:1
  1 | -- +upgrade
    | ^
  next: write -- revision: 0003 in the first line
)");
  EXPECT_EQ(
      Findings("-- revision: head\n-- down_revision: none\n-- +upgrade\nSELECT 1;\n"
               "-- +downgrade\nSELECT 1;\n"),
      R"([header] error: 'head' cannot be a revision id: as a target it has a meaning of its own
  --> services/xapi/0003_table.sql:1:14
  1 | -- revision: head
    |              ^^^^
  next: choose another id
)");
}

TEST(RevisionFile, FileNameAndHeaderMustAgree) {
  EXPECT_EQ(Findings(kRevision, "services/xapi/0004_table.sql"),
            R"([file-name] error: the header says revision 0003, the file name says 0004
  --> services/xapi/0004_table.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: rename the file to 0003_table.sql, or correct the header
)");
  EXPECT_EQ(Findings(ReplaceAll(kRevision, "-- revision: 0003", "-- revision: a_b"),
                     "services/xapi/a_b_table.sql"),
            "");
}

TEST(RevisionFile, MissingPartsAreReported) {
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\nSELECT 1;\n"),
            R"([header] error: text before '-- +upgrade'
  --> services/xapi/0003_table.sql:3:1
  3 | SELECT 1;
    | ^^^^^^^^^
  next: only header lines and comments may stand here; write statements behind -- +upgrade
[missing-upgrade] error: no '-- +upgrade' line
  --> services/xapi/0003_table.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: write -- +upgrade on a line of its own before the statements
[missing-downgrade] error: no '-- +downgrade' line
  --> services/xapi/0003_table.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: write -- +downgrade and what undoes the upgrade, or -- no-op: reason, or -- irreversible: reason behind it
)");
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +upgrade\nSELECT 1;\n"),
            R"([missing-downgrade] error: no '-- +downgrade' line
  --> services/xapi/0003_table.sql:1:1
  1 | -- revision: 0003
    | ^^^^^^^^^^^^^^^^^
  next: write -- +downgrade and what undoes the upgrade, or -- no-op: reason, or -- irreversible: reason behind it
)");
}

TEST(RevisionFile, EmptyPartsAreReported) {
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +upgrade\n-- nothing\n;;\n"
                     "-- +downgrade\n{% if a %}{% endif %}\n"),
            R"([empty-part] error: the upgrade part is empty
  --> services/xapi/0003_table.sql:3:1
  3 | -- +upgrade
    | ^^^^^^^^^^^
  next: write its statements, or -- no-op: reason
[empty-part] error: the downgrade part is empty
  --> services/xapi/0003_table.sql:6:1
  6 | -- +downgrade
    | ^^^^^^^^^^^^^
  next: write what undoes the upgrade, or -- no-op: reason, or -- irreversible: reason
)");
}

TEST(RevisionFile, MarkersAreChecked) {
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +Upgrade\n-- +upgrade\n"
                     "SELECT 1;\n-- +upgrade\n--+downgrade\n-- +downgrade\n-- + one more\n"
                     "SELECT 1;\n"),
            R"([marker] error: unknown marker '-- +Upgrade'
  --> services/xapi/0003_table.sql:3:1
  3 | -- +Upgrade
    | ^^^^^^^^^^^
  next: write -- +upgrade
[marker] error: a second '-- +upgrade'
  --> services/xapi/0003_table.sql:6:1
  6 | -- +upgrade
    | ^^^^^^^^^^^
  next: remove one of the two
[marker] error: unknown marker '--+downgrade'
  --> services/xapi/0003_table.sql:7:1
  7 | --+downgrade
    | ^^^^^^^^^^^^
  next: write -- +downgrade
)");
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +downgrade\nSELECT 1;\n"
                     "-- +upgrade\nSELECT 2;\n"),
            R"([marker] error: '-- +downgrade' before '-- +upgrade'
  --> services/xapi/0003_table.sql:3:1
  3 | -- +downgrade
    | ^^^^^^^^^^^^^
  next: write the upgrade part first
)");
}

TEST(RevisionFile, NoOpsAreChecked) {
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +upgrade\n-- no-op:\n"
                     "SELECT 1;\n-- +downgrade\n-- irreversible: x\nSELECT 1;\n"),
            R"([no-op] error: '-- no-op:' gives no reason
  --> services/xapi/0003_table.sql:4:1
  4 | -- no-op:
    | ^^^^^^^^^
  next: write -- no-op: and why
[no-op] error: a part that is '-- no-op:' holds statements
  --> services/xapi/0003_table.sql:4:1
  4 | -- no-op:
    | ^^^^^^^^^
  next: remove the statements or the -- no-op: line
[irreversible] error: a part that is '-- irreversible:' holds statements
  --> services/xapi/0003_table.sql:7:1
  7 | -- irreversible: x
    | ^^^^^^^^^^^^^^^^^^
  next: remove the statements or the -- irreversible: line
)");
  EXPECT_EQ(Findings("-- revision: 0003\n-- down_revision: none\n-- +upgrade\n"
                     "-- irreversible: x\n-- +downgrade\n-- no-op: y\n"),
            R"([irreversible] error: '-- irreversible:' stands in the upgrade part
  --> services/xapi/0003_table.sql:4:1
  4 | -- irreversible: x
    | ^^^^^^^^^^^^^^^^^^
  next: write it behind -- +downgrade
)");
}

}  // namespace
}  // namespace housewright::project
