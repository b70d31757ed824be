#include "journal/columns.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "db/tsv.h"
#include "journal/detail.h"

namespace housewright::journal {
namespace {

TEST(Columns, DefineTheTable) {
  EXPECT_EQ(ColumnDefinitions(),
            "seq UInt64, epoch UInt64, run_id String, kind String, command String, service String, "
            "revision String, direction String, statement UInt32, statements UInt32, "
            "revision_hash String, statement_hash String, query_id String, host String, "
            "topology String, client_time_ms Int64, server_time DateTime DEFAULT now(), "
            "elapsed_ms UInt64, tool_version String, server_version String, os_user String, "
            "os_host String, lease_until_ms UInt64, error_code Int32, error String, "
            "summary String, detail String, nonce String, format UInt32");
}

TEST(Columns, ReadBackWhatTheyWrite) {
  Entry entry;
  entry.seq = 18446744073709551615U;
  entry.kind = EntryKind::kReconciled;
  entry.client_time_ms = -1;
  entry.error_code = -7;
  entry.error = "a\tb\nc\\d 'e'";
  entry.detail = SettledDetail(true, "\xff is no UTF-8");
  const std::string columns = InsertColumns();
  const auto names = Split(columns, ',');
  const auto rows = db::ParseTsv(InsertRow(entry), names.size());
  ASSERT_TRUE(rows.has_value());
  Entry back;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const Column& column : Columns()) {
      if (column.name == Trim(names[i])) {
        EXPECT_TRUE(column.read(back, rows->at(0)[i])) << column.name;
      }
    }
  }
  for (const Column& column : Columns()) EXPECT_EQ(column.write(back), column.write(entry));
  EXPECT_EQ(SettledTookEffect(back.detail), true);
}

TEST(Columns, RefuseWhatIsNoValueOfTheirType) {
  Entry entry;
  for (const Column& column : Columns()) {
    if (column.name == "seq") {
      EXPECT_FALSE(column.read(entry, "-1"));
    }
    if (column.name == "statement") {
      EXPECT_FALSE(column.read(entry, "4294967296"));
    }
    if (column.name == "kind") {
      EXPECT_FALSE(column.read(entry, "promise"));
    }
  }
}

TEST(EntryKind, HasANameThatReadsBack) {
  for (const EntryKind kind : {EntryKind::kEpoch, EntryKind::kIntent, EntryKind::kDone,
                               EntryKind::kFailed, EntryKind::kUnknown, EntryKind::kReconciled,
                               EntryKind::kStamp, EntryKind::kDebt, EntryKind::kRelease}) {
    EXPECT_EQ(ParseEntryKind(EntryKindName(kind)), kind);
  }
  EXPECT_EQ(ParseEntryKind("promise").error().message(),
            "the journal holds an entry of the unknown kind 'promise'");
}

TEST(Detail, SettlesOnlyWhereItSaysHow) {
  EXPECT_EQ(SettledTookEffect(SettledDetail(true, "x")), true);
  EXPECT_EQ(SettledTookEffect(SettledDetail(false, "x")), false);
  for (const char* text :
       {"", "{}", "took effect", R"({"outcome": 1})", R"({"outcome": "maybe"})"}) {
    EXPECT_EQ(SettledTookEffect(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace housewright::journal
