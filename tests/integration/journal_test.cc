// src/journal on real servers: the table, its durability settings, what readers refuse.

#include "journal/journal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/server_facts.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "support/mortal_session.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using journal::Entry;
using journal::EntryKind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

class JournalOnEveryServer : public testing::ServerTest {
 protected:
  JournalOnEveryServer() : ServerTest("hw_journal_test") {}

  static Entry Row(EntryKind kind, std::uint32_t statement) {
    Entry entry;
    entry.kind = kind;
    entry.run_id = "00000000000000aa";
    entry.command = "upgrade";
    entry.service = "xapi";
    entry.revision = "0001";
    entry.direction = "upgrade";
    entry.statement = statement;
    entry.statements = 2;
    entry.query_id = fmt::format("hw-00000000000000aa-0001-u-{}-1", statement);
    entry.error = "a tab\tand 'quotes'\nand a \\";
    entry.client_time_ms = 1'795'428'000'123;
    entry.os_user = "root";
    return entry;
  }

  const journal::JournalName name_{"hw_journal_test", "journal"};
};

TEST_P(JournalOnEveryServer, IsNotThereAtFirst) {
  const auto contents = journal::ReadJournal(*session_, name_, true);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  EXPECT_FALSE(contents->exists);
  EXPECT_TRUE(contents->database_exists);
}

TEST_P(JournalOnEveryServer, KnowsThatTheDatabaseIsMissing) {
  const journal::JournalName elsewhere{"hw_no_such_database", "journal"};
  const auto contents = journal::ReadJournal(*session_, elsewhere, true);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  EXPECT_FALSE(contents->exists);
  EXPECT_FALSE(contents->database_exists);

  const auto created = journal::CreateJournal(*session_, elsewhere, facts_);
  ASSERT_FALSE(created.has_value());
  EXPECT_EQ(created.error().ToString(),
            "error: the database hw_no_such_database for the journal is not there\n"
            "  next: run `housewright bootstrap`, or create the database");
}

TEST_P(JournalOnEveryServer, ReadsBackWhatItAppended) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  auto contents = journal::ReadJournal(*session_, name_, false);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  EXPECT_TRUE(contents->exists);
  EXPECT_THAT(contents->entries, IsEmpty());
  EXPECT_EQ(contents->server_version, facts_.version_text);
  EXPECT_EQ(contents->host, facts_.host_name);

  journal::Journal journal(*session_, name_, facts_, 0);
  ASSERT_TRUE(journal.Append({Row(EntryKind::kEpoch, 0), Row(EntryKind::kIntent, 1)}).has_value());
  ASSERT_TRUE(journal.Append({Row(EntryKind::kDone, 1), Row(EntryKind::kIntent, 2)}).has_value());
  EXPECT_EQ(journal.last_seq(), 4U);

  contents = journal::ReadJournal(*session_, name_, false);
  ASSERT_THAT(contents->entries, SizeIs(4));
  for (std::size_t i = 0; i < 4; ++i) {
    const Entry& entry = contents->entries[i];
    EXPECT_EQ(entry.seq, i + 1);
    EXPECT_EQ(entry.epoch, 1U);
    EXPECT_EQ(entry.error, "a tab\tand 'quotes'\nand a \\");
    EXPECT_EQ(entry.client_time_ms, 1'795'428'000'123);
    EXPECT_THAT(entry.nonce, SizeIs(16));
    EXPECT_THAT(entry.server_time, MatchesRegex("20..-..-.. ..:..:.."));
  }
  const auto state = journal::Fold(contents->entries);
  EXPECT_EQ(state.revisions.at(revision::RevisionId("0001")).progress->done, 1U);
  EXPECT_EQ(journal::Fold(journal::ReadJournal(*session_, name_, true)->entries)
                .revisions.at(revision::RevisionId("0001"))
                .progress->open.size(),
            1U);

  const auto intents = journal.ReadIntents({"hw-00000000000000aa-0001-u-2-1", "hw-nobody"});
  ASSERT_TRUE(intents.has_value()) << intents.error().ToString();
  ASSERT_THAT(*intents, SizeIs(1));
  EXPECT_EQ(intents->begin()->second.seq, 4U);
  EXPECT_GT(intents->begin()->second.server_time, 1'700'000'000);
}

TEST_P(JournalOnEveryServer, CreatesTheTableOnce) {
  EXPECT_EQ(journal::CreateJournal(*session_, name_, facts_), true);
  EXPECT_EQ(journal::CreateJournal(*session_, name_, facts_), false);
  const std::string create =
      Run("SHOW CREATE TABLE hw_journal_test.journal FORMAT TabSeparatedRaw");
  if (facts_.version >= db::Version{20, 10, 0}) {
    EXPECT_THAT(create, HasSubstr("fsync_after_insert = 1, fsync_part_directory = 1"));
  } else {
    EXPECT_THAT(create, Not(HasSubstr("fsync")));
  }
}

TEST_P(JournalOnEveryServer, KeepsRowsThatAreTheSame) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal journal(*session_, name_, facts_, 0);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(journal.Append({Row(EntryKind::kUnknown, 1)}).has_value());
  }
  EXPECT_THAT(journal::ReadJournal(*session_, name_, true)->entries, SizeIs(3));
}

TEST_P(JournalOnEveryServer, CountsARowOnceThatWasWrittenTwice) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal journal(*session_, name_, facts_, 0);
  ASSERT_TRUE(journal.Append({Row(EntryKind::kIntent, 1)}).has_value());
  Run("INSERT INTO hw_journal_test.journal SELECT * FROM hw_journal_test.journal");
  EXPECT_EQ(Run("SELECT count() FROM hw_journal_test.journal FORMAT TabSeparated"), "2\n");
  EXPECT_THAT(journal::ReadJournal(*session_, name_, true)->entries, SizeIs(1));
}

// An INSERT that was slow to arrive and was sent again is there twice, the second time when the
// statement has long made what it makes.
TEST_P(JournalOnEveryServer, TheFirstOfTwoRowsSaysWhenAnIntentWasWritten) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal journal(*session_, name_, facts_, 0);
  const Entry intent = Row(EntryKind::kIntent, 1);
  ASSERT_TRUE(journal.Append({intent}).has_value());
  Run("INSERT INTO hw_journal_test.journal (seq, kind, query_id, server_time) VALUES (1, 'intent', "
      "'" +
      intent.query_id + "', now() + 1000)");
  const auto intents = journal.ReadIntents({intent.query_id});
  ASSERT_TRUE(intents.has_value()) << intents.error().ToString();
  const journal::IntentPlace& place = intents->at(intent.query_id);
  EXPECT_GE(place.age, 0);
  EXPECT_LT(place.age, 900);
  EXPECT_LT(place.server_time, std::stoll(Run("SELECT toUInt32(now()) + 900")));
}

TEST_P(JournalOnEveryServer, RemembersThatRowsMayStillCome) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  testing::Death death;
  testing::MortalSession session(Open(), death, testing::QueryLog::kKept);
  journal::Journal journal(session, name_, facts_, 0);
  ASSERT_TRUE(journal.Append({Row(EntryKind::kIntent, 1)}).has_value());
  EXPECT_FALSE(journal.may_leave_rows());
  death.at = 2;  // the INSERT, and nobody can ask what became of it
  const auto written = journal.Append({Row(EntryKind::kDone, 1)});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code(), ErrorCode::kUnknownOutcome);
  EXPECT_TRUE(journal.may_leave_rows());
}

// Rows about chunks are all that a reader of format 1 must refuse.
TEST_P(JournalOnEveryServer, RaisesTheFormatOfRowsAboutChunksAlone) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal journal(*session_, name_, facts_, 0);
  Entry chunk = Row(EntryKind::kChunk, 1);
  chunk.detail = journal::WithChunk("", {"202401", 1, 2});
  Entry failed = Row(EntryKind::kFailed, 1);
  failed.detail = journal::WithChunk("", {"202402", 2, 2});
  ASSERT_TRUE(journal.Append({Row(EntryKind::kIntent, 1), chunk, failed}).has_value());
  const auto contents = journal::ReadJournal(*session_, name_, true);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  ASSERT_THAT(contents->entries, SizeIs(3));
  EXPECT_EQ(contents->entries[0].format, 1U);
  EXPECT_EQ(contents->entries[1].format, 2U);
  EXPECT_EQ(contents->entries[1].kind, EntryKind::kChunk);
  EXPECT_EQ(contents->entries[2].format, 2U);
}

TEST_P(JournalOnEveryServer, RefusesANewerFormat) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  Run("INSERT INTO hw_journal_test.journal (seq, kind, format) VALUES (1, 'pact', 3)");
  const auto contents = journal::ReadJournal(*session_, name_, true);
  ASSERT_FALSE(contents.has_value());
  EXPECT_EQ(contents.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(contents.error().message(),
            "the journal was written by a newer housewright (format 3, this one reads up to 2)");

  Run("ALTER TABLE hw_journal_test.journal DROP COLUMN detail");
  EXPECT_EQ(journal::ReadJournal(*session_, name_, true).error().code(), ErrorCode::kUnsupported);
}

TEST_P(JournalOnEveryServer, RefusesARowOfAnUnknownKind) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  Run("INSERT INTO hw_journal_test.journal (seq, kind, format) VALUES (7, 'pact', 1)");
  EXPECT_EQ(journal::ReadJournal(*session_, name_, true).error().message(),
            "entry 7 of the journal is of the unknown kind 'pact'");
}

TEST_P(JournalOnEveryServer, RefusesATableThatIsNotOurs) {
  Run("CREATE TABLE hw_journal_test.journal (seq UInt64) ENGINE = MergeTree ORDER BY seq");
  const auto contents = journal::ReadJournal(*session_, name_, true);
  ASSERT_FALSE(contents.has_value());
  EXPECT_EQ(contents.error().code(), ErrorCode::kConflict);
  EXPECT_THAT(contents.error().message(),
              HasSubstr("the table hw_journal_test.journal is there and is no journal of "
                        "housewright: code 47 UNKNOWN_IDENTIFIER"));
}

TEST_P(JournalOnEveryServer, GoesOnBehindWhatOthersAppended) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal first(*session_, name_, facts_, 0);
  ASSERT_TRUE(first.Append({Row(EntryKind::kIntent, 1), Row(EntryKind::kDone, 1)}).has_value());
  journal::Journal second(*session_, name_, facts_, 0);
  second.ResyncBeforeAppend();
  ASSERT_TRUE(second.Append({Row(EntryKind::kIntent, 2)}).has_value());
  EXPECT_EQ(second.last_seq(), 3U);
}

TEST_P(JournalOnEveryServer, ReadsThousandsOfRows) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  journal::Journal journal(*session_, name_, facts_, 0);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(journal.Append(std::vector<Entry>(1000, Row(EntryKind::kDone, 1))).has_value());
  }
  const auto contents = journal::ReadJournal(*session_, name_, true);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  ASSERT_THAT(contents->entries, SizeIs(5000));
  for (std::size_t i = 0; i < 5000; ++i) EXPECT_EQ(contents->entries[i].seq, i + 1);
}

INSTANTIATE_TEST_SUITE_P(All, JournalOnEveryServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
