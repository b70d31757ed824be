// The journal of a script: the fold in SQL is the fold, on every server, for thousands of random
// rows.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "journal/create_sql.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "journal/script.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using journal::Entry;
using journal::EntryKind;
using journal::ExpectedStand;
using ::testing::HasSubstr;

// Runs that stop anywhere, are settled, go on, are undone and stamped: what a journal may hold.
class RandomJournal {
 public:
  explicit RandomJournal(unsigned seed) : random_(seed) {}

  std::vector<Entry> Make(int runs) {
    for (int i = 0; i < runs; ++i) Part();
    return std::move(entries_);
  }

 private:
  std::uint32_t Below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }
  bool Chance(std::uint32_t of) { return Below(of) == 0; }

  void Add(EntryKind kind, const std::string& revision, const std::string& direction,
           std::uint32_t statement, std::uint32_t statements, std::string detail = "") {
    Entry entry;
    entry.kind = kind;
    entry.run_id = "00000000000000aa";
    entry.revision = revision;
    entry.direction = direction;
    entry.statement = statement;
    entry.statements = statements;
    entry.detail = std::move(detail);
    entries_.push_back(entry);
    journal::Apply(state_, entry);
  }

  // One part of a revision, from where it stands, to its end or to where it stops.
  void Part() {
    const std::uint32_t number = Below(6);
    const std::string id = fmt::format("{:04}", number);
    const std::uint32_t statements = number % 4;
    const revision::RevisionState state = state_.revisions[revision::RevisionId(id)];
    const bool is_up = state.progress ? state.progress->direction == revision::Direction::kUpgrade
                                      : !state.applied;
    const std::string direction = is_up ? "upgrade" : "downgrade";
    if (Chance(8)) return Add(EntryKind::kStamp, id, Chance(2) ? "upgrade" : "downgrade", 0, 0);
    if (Chance(8)) return Add(EntryKind::kEpoch, "", "", 0, 0);
    if (statements == 0) return Add(EntryKind::kDone, id, direction, 0, 0);
    if (state.progress && !state.progress->open.empty()) {
      for (const auto& open : state.progress->open) {
        if (Chance(4)) return;
        const bool took = Chance(2);
        std::string detail =
            Chance(9) ? "{}" : journal::SettledDetail(took, R"(it said "outcome":"took effect")");
        if (!open.chunk.empty()) detail = journal::WithChunk(detail, {open.chunk, 1, 2});
        Add(EntryKind::kReconciled, id, direction, open.index, statements, detail);
        if (!took) break;
      }
      return;
    }
    const std::uint32_t done = state.progress ? state.progress->done : 0;
    for (std::uint32_t i = done + 1; i <= statements; ++i) {
      while (Chance(5)) {
        const std::string chunk = journal::WithChunk("", {fmt::format("{}", Below(4)), 1, 4});
        Add(EntryKind::kIntent, id, direction, i, statements, chunk);
        if (Chance(6)) return Add(EntryKind::kFailed, id, direction, i, statements, chunk);
        if (Chance(6)) return;
        Add(EntryKind::kChunk, id, direction, i, statements, chunk);
      }
      Add(EntryKind::kIntent, id, direction, i, statements);
      if (Chance(6)) return Add(EntryKind::kUnknown, id, direction, i, statements);
      if (Chance(6)) return Add(EntryKind::kFailed, id, direction, i, statements);
      if (Chance(6)) return;
      Add(EntryKind::kDone, id, direction, i, statements);
    }
  }

  std::mt19937 random_;
  std::vector<Entry> entries_;
  revision::AppliedState state_;
};

class JournalOfScripts : public testing::ServerTest {
 protected:
  JournalOfScripts() : ServerTest("hw_journal_script_test") {}
  void MakeTable() {
    Run("DROP TABLE IF EXISTS " + journal::QuotedName(name_));
    Run(journal::CreateTableSql(name_, journal::IfThere::kIsKept, false));
    Run(journal::CreateTableSql(name_, journal::IfThere::kIsKept, false));
  }
  std::string MessageOf(const std::string& sql) {
    const auto answer = session_->Query(sql);
    return answer ? "" : answer.error().message();
  }
  static std::vector<ExpectedStand> StandsOf(const revision::AppliedState& state) {
    std::vector<ExpectedStand> stands;
    for (const auto& [id, revision] : state.revisions) {
      stands.push_back({id.text(), journal::StandOf(revision)});
    }
    stands.push_back({"9999", ""});
    return stands;
  }

  const journal::JournalName name_{"hw_journal_script_test", "journal"};
};

TEST_P(JournalOfScripts, FoldInSqlIsTheFold) {
  std::size_t half_way = 0;
  std::size_t open = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    MakeTable();
    const std::vector<Entry> entries = RandomJournal(seed).Make(60);
    journal::Journal journal(*session_, name_, facts_, 0);
    ASSERT_TRUE(journal.Append(entries).has_value());
    const revision::AppliedState state = journal::Fold(entries);
    std::vector<ExpectedStand> stands = StandsOf(state);
    EXPECT_EQ(MessageOf(journal::GuardSql(name_, "it begins", stands)), "") << "seed " << seed;
    for (ExpectedStand& one : stands) {
      half_way += one.stand.starts_with("is half-way") ? 1U : 0U;
      open += one.stand == "has an open statement" ? 1U : 0U;
      const std::string right = one.stand;
      one.stand = right == "is applied" ? "" : "is applied";
      EXPECT_THAT(MessageOf(journal::GuardSql(name_, "it begins", stands)),
                  HasSubstr(fmt::format("'it begins, but in the journal {} {}; nothing was run'",
                                        one.revision, right.empty() ? "is not applied" : right)))
          << "seed " << seed;
      one.stand = right;
    }
  }
  EXPECT_GT(half_way, 10U);
  EXPECT_GT(open, 10U);
}

TEST_P(JournalOfScripts, TellsWhatWasUndoneFromWhatWasNeverCompleted) {
  MakeTable();
  revision::RevisionState by_replaced;
  by_replaced.applied = true;
  by_replaced.applied_by = {revision::RevisionId("0001")};
  const std::vector<ExpectedStand> never = {{"0002", journal::StandOf(by_replaced)}};
  EXPECT_EQ(MessageOf(journal::GuardSql(name_, "it begins", never)), "");
  Entry entry;
  entry.kind = journal::EntryKind::kStamp;
  entry.revision = "0002";
  entry.direction = "downgrade";
  journal::Journal journal(*session_, name_, facts_, 0);
  ASSERT_TRUE(journal.Append({entry}).has_value());
  EXPECT_THAT(MessageOf(journal::GuardSql(name_, "it begins", never)),
              HasSubstr("in the journal 0002 is not applied; nothing was run"));
  const std::vector<ExpectedStand> not_applied = {{"0002", ""}};
  EXPECT_EQ(MessageOf(journal::GuardSql(name_, "it begins", not_applied)), "");
}

TEST_P(JournalOfScripts, NamesTheFirstTenThatStandOtherwise) {
  MakeTable();
  std::vector<ExpectedStand> stands;
  for (int i = 1; i <= 500; ++i) stands.push_back({fmt::format("{:04}", i), "is applied"});
  EXPECT_THAT(MessageOf(journal::GuardSql(name_, "it begins", stands)),
              HasSubstr("journal 0001 is not applied, 0002 is not applied, 0003 is not applied, "
                        "0004 is not applied, 0005 is not applied, 0006 is not applied, 0007 is "
                        "not applied, 0008 is not applied, 0009 is not applied, 0010 is not "
                        "applied; nothing was run'"));
}

TEST_P(JournalOfScripts, RowsAreReadBackAsTheyWereWritten) {
  MakeTable();
  const journal::ScriptRows rows(name_, "0a1b2c3d");
  Entry entry;
  entry.kind = EntryKind::kEpoch;
  entry.command = "upgrade";
  Run(rows.Insert(entry));
  entry.kind = EntryKind::kDone;
  entry.service = "it's";
  entry.revision = "0001";
  entry.direction = "upgrade";
  entry.statement = entry.statements = 3;
  entry.revision_hash = "aa";
  entry.statement_hash = "bb";
  entry.query_id = "0001-u-3-1";
  entry.summary = "CREATE TABLE `a\\b`";
  entry.detail = R"({"left_out":"it's \"so\""})";
  entry.tool_version = "0.1.0";
  Entry intent = entry;
  intent.kind = EntryKind::kIntent;
  intent.revision = "0002";
  intent.statement = 300;
  intent.statements = 300;
  intent.query_id = "";
  intent.detail = "";
  Run(rows.Insert(std::array{entry, intent}));
  const auto contents = journal::ReadJournal(*session_, name_, false);
  ASSERT_TRUE(contents.has_value()) << contents.error().ToString();
  ASSERT_EQ(contents->entries.size(), 3U);
  const Entry& epoch = contents->entries[0];
  const Entry& done = contents->entries[1];
  EXPECT_EQ(epoch.seq, 1U);
  EXPECT_EQ(epoch.epoch, 1U);
  EXPECT_THAT(epoch.run_id, ::testing::MatchesRegex("0a1b2c3d[0-9a-f]{8}"));
  EXPECT_EQ(epoch.query_id, "");
  EXPECT_EQ(done.seq, 2U);
  EXPECT_EQ(done.epoch, 1U);
  EXPECT_EQ(done.run_id, epoch.run_id);
  EXPECT_EQ(done.query_id, "hw-" + epoch.run_id + "-0001-u-3-1");
  EXPECT_EQ(done.service, entry.service);
  EXPECT_EQ(done.statement, 3U);
  EXPECT_EQ(done.revision_hash, "aa");
  EXPECT_EQ(done.statement_hash, "bb");
  EXPECT_EQ(done.summary, entry.summary);
  EXPECT_EQ(done.detail, entry.detail);
  EXPECT_EQ(done.os_user, "script");
  EXPECT_EQ(done.host, facts_.host_name);
  EXPECT_EQ(done.server_version, facts_.version_text);
  EXPECT_EQ(done.tool_version, "0.1.0");
  EXPECT_EQ(done.topology, "single");
  EXPECT_EQ(done.format, journal::kPlainFormat);
  EXPECT_NE(done.nonce, epoch.nonce);
  const Entry& second = contents->entries[2];
  EXPECT_EQ(second.seq, 3U);
  EXPECT_EQ(second.epoch, 1U);
  EXPECT_EQ(second.run_id, epoch.run_id);
  EXPECT_EQ(second.kind, EntryKind::kIntent);
  EXPECT_EQ(second.revision, "0002");
  EXPECT_EQ(second.service, entry.service);
  EXPECT_EQ(second.statement, 300U);
  EXPECT_EQ(second.query_id, "");
  EXPECT_EQ(second.detail, "");
  EXPECT_NE(second.nonce, done.nonce);
}

TEST_P(JournalOfScripts, RowsFailBehindAnotherRun) {
  MakeTable();
  Entry entry;
  entry.kind = EntryKind::kEpoch;
  Run(journal::ScriptRows(name_, "00000001").Insert(entry));
  Run(journal::ScriptRows(name_, "00000002").Insert(entry));
  entry.kind = EntryKind::kRelease;
  EXPECT_THAT(MessageOf(journal::ScriptRows(name_, "00000001").Insert(entry)),
              HasSubstr("'another run has written to the journal since this one began'"));
  EXPECT_EQ(Run("SELECT count() FROM " + journal::QuotedName(name_)), "2\n");
}

INSTANTIATE_TEST_SUITE_P(All, JournalOfScripts, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
