#include "journal/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "journal/detail.h"

namespace housewright::journal {
namespace {

using revision::AppliedState;
using revision::Direction;
using revision::Progress;
using revision::RevisionId;
using revision::RevisionState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Entry Row(EntryKind kind, std::string revision, std::uint32_t statement, std::uint32_t statements,
          std::string direction = "upgrade") {
  Entry entry;
  entry.kind = kind;
  entry.revision = std::move(revision);
  entry.direction = std::move(direction);
  entry.statement = statement;
  entry.statements = statements;
  entry.service = "xapi";
  entry.run_id = "00000000000000aa";
  entry.revision_hash = "r" + entry.revision;
  entry.statement_hash = "h" + std::to_string(statement);
  entry.query_id = "q" + std::to_string(statement);
  entry.server_time = "2026-11-23 10:00:00";
  entry.os_user = "root";
  entry.os_host = "box";
  return entry;
}

Entry Settled(bool took_effect, std::string revision, std::uint32_t statement,
              std::uint32_t statements, std::string direction = "upgrade") {
  Entry entry =
      Row(EntryKind::kReconciled, std::move(revision), statement, statements, std::move(direction));
  entry.detail = SettledDetail(took_effect, "system.query_log says QueryFinish");
  return entry;
}

const RevisionState& StateOf(const AppliedState& state, const char* id) {
  return state.revisions.at(RevisionId(id));
}

TEST(Fold, OfAnEmptyJournalKnowsNoRevision) {
  const AppliedState state = Fold({});
  EXPECT_TRUE(state.journal_exists);
  EXPECT_THAT(state.revisions, IsEmpty());
}

TEST(Fold, ARevisionIsAppliedWhenItsLastStatementIsDone) {
  std::vector<Entry> entries{Row(EntryKind::kIntent, "0001", 1, 2),
                             Row(EntryKind::kDone, "0001", 1, 2),
                             Row(EntryKind::kIntent, "0001", 2, 2)};
  EXPECT_FALSE(Fold(entries).IsApplied(RevisionId("0001")));
  entries.push_back(Row(EntryKind::kDone, "0001", 2, 2));
  const AppliedState state = Fold(entries);
  EXPECT_TRUE(state.IsApplied(RevisionId("0001")));
  EXPECT_FALSE(StateOf(state, "0001").progress.has_value());
  EXPECT_EQ(StateOf(state, "0001").revision_hash, "r0001");
  EXPECT_EQ(StateOf(state, "0001").service, "xapi");
  EXPECT_EQ(StateOf(state, "0001").changed_at, "2026-11-23 10:00:00");
  EXPECT_EQ(StateOf(state, "0001").changed_by, "root@box");
}

TEST(Fold, KnowsWhetherARevisionWasEverCompleted) {
  const auto completed = [](const std::vector<Entry>& entries) {
    return StateOf(Fold(entries), "0001").completed;
  };
  EXPECT_FALSE(completed({Row(EntryKind::kIntent, "0001", 1, 2, "downgrade"),
                          Row(EntryKind::kFailed, "0001", 1, 2, "downgrade")}));
  EXPECT_FALSE(completed({Row(EntryKind::kDone, "0001", 1, 2)}));
  EXPECT_TRUE(completed({Row(EntryKind::kDone, "0001", 2, 2)}));
  EXPECT_TRUE(completed(
      {Row(EntryKind::kDone, "0001", 2, 2, "downgrade"), Row(EntryKind::kFailed, "0001", 1, 2)}));
  EXPECT_TRUE(completed({Row(EntryKind::kStamp, "0001", 0, 0, "downgrade")}));
  EXPECT_TRUE(completed({Settled(true, "0001", 2, 2)}));
}

TEST(Fold, ARevisionWithoutStatementsIsDoneByOneRow) {
  EXPECT_TRUE(Fold({Row(EntryKind::kDone, "0001", 0, 0)}).IsApplied(RevisionId("0001")));
  EXPECT_FALSE(
      Fold({Row(EntryKind::kDone, "0001", 0, 0), Row(EntryKind::kDone, "0001", 0, 0, "downgrade")})
          .IsApplied(RevisionId("0001")));
}

TEST(Fold, AnIntentWithoutOutcomeIsOpen) {
  const AppliedState state =
      Fold({Row(EntryKind::kIntent, "0001", 1, 3), Row(EntryKind::kDone, "0001", 1, 3),
            Row(EntryKind::kIntent, "0001", 2, 3)});
  const Progress& progress = *StateOf(state, "0001").progress;
  EXPECT_EQ(progress.direction, Direction::kUpgrade);
  EXPECT_EQ(progress.total, 3U);
  EXPECT_EQ(progress.done, 1U);
  EXPECT_THAT(progress.done_hashes, ElementsAre("h1"));
  ASSERT_THAT(progress.open, SizeIs(1));
  EXPECT_EQ(progress.open[0].index, 2U);
  EXPECT_EQ(progress.open[0].hash, "h2");
  EXPECT_EQ(progress.open[0].query_id, "q2");
  EXPECT_EQ(progress.open[0].run_id, "00000000000000aa");
}

TEST(Fold, IntentsThatRanAheadAreOpenInOrder) {
  const AppliedState state =
      Fold({Row(EntryKind::kIntent, "0001", 1, 3), Row(EntryKind::kIntent, "0001", 2, 3),
            Row(EntryKind::kIntent, "0001", 3, 3), Row(EntryKind::kDone, "0001", 1, 3)});
  const Progress& progress = *StateOf(state, "0001").progress;
  EXPECT_EQ(progress.done, 1U);
  ASSERT_THAT(progress.open, SizeIs(2));
  EXPECT_EQ(progress.open[0].index, 2U);
  EXPECT_EQ(progress.open[1].index, 3U);
}

TEST(Fold, ANewTryTakesThePlaceOfTheOneBefore) {
  Entry again = Row(EntryKind::kIntent, "0001", 1, 1);
  again.query_id = "q1-2";
  const AppliedState state = Fold({Row(EntryKind::kIntent, "0001", 1, 1), again});
  ASSERT_THAT(StateOf(state, "0001").progress->open, SizeIs(1));
  EXPECT_EQ(StateOf(state, "0001").progress->open[0].query_id, "q1-2");
}

Entry ChunkRow(EntryKind kind, const std::string& chunk, std::uint32_t number) {
  Entry entry = Row(kind, "0001", 2, 3);
  entry.query_id += "-c" + std::to_string(number);
  entry.detail = WithChunk(entry.detail, {chunk, number, 3});
  return entry;
}

TEST(Fold, RemembersTheFinishedChunksOfAStatement) {
  std::vector<Entry> entries{
      Row(EntryKind::kIntent, "0001", 1, 3),     Row(EntryKind::kDone, "0001", 1, 3),
      ChunkRow(EntryKind::kIntent, "202402", 1), ChunkRow(EntryKind::kChunk, "202402", 1),
      ChunkRow(EntryKind::kIntent, "202401", 2), ChunkRow(EntryKind::kChunk, "202401", 2),
      ChunkRow(EntryKind::kIntent, "202403", 3)};
  AppliedState state = Fold(entries);
  const Progress& progress = *StateOf(state, "0001").progress;
  EXPECT_EQ(progress.done, 1U);
  ASSERT_TRUE(progress.chunks.has_value());
  EXPECT_THAT(progress.chunks->finished, ElementsAre("202401", "202402"));
  EXPECT_EQ(progress.chunks->total, 3U);
  EXPECT_EQ(progress.chunks->hash, "h2");
  ASSERT_THAT(progress.open, SizeIs(1));
  EXPECT_EQ(progress.open[0].chunk, "202403");
  EXPECT_EQ(progress.open[0].chunk_number, 3U);
  EXPECT_EQ(progress.open[0].query_id, "q2-c3");

  Entry settled = ChunkRow(EntryKind::kReconciled, "202403", 3);
  settled.detail = WithChunk(SettledDetail(true, "QueryFinish"), {"202403", 3, 3});
  entries.push_back(settled);
  state = Fold(entries);
  EXPECT_EQ(StateOf(state, "0001").progress->done, 1U);
  EXPECT_THAT(StateOf(state, "0001").progress->chunks->finished, SizeIs(3));
  EXPECT_THAT(StateOf(state, "0001").progress->open, IsEmpty());
  entries.push_back(Row(EntryKind::kDone, "0001", 2, 3));
  state = Fold(entries);
  EXPECT_EQ(StateOf(state, "0001").progress->done, 2U);
  EXPECT_FALSE(StateOf(state, "0001").progress->chunks.has_value());
}

TEST(Fold, AChunkThatHadNoEffectLeavesTheOthersDone) {
  Entry settled = ChunkRow(EntryKind::kReconciled, "202402", 2);
  settled.detail = WithChunk(SettledDetail(false, "no row was written"), {"202402", 2, 3});
  Entry failed = ChunkRow(EntryKind::kFailed, "202402", 2);
  failed.error = "code 395: no";
  for (const Entry& last : {settled, failed}) {
    const AppliedState state =
        Fold({Row(EntryKind::kDone, "0001", 1, 3), ChunkRow(EntryKind::kIntent, "202401", 1),
              ChunkRow(EntryKind::kChunk, "202401", 1), ChunkRow(EntryKind::kIntent, "202402", 2),
              last});
    const Progress& progress = *StateOf(state, "0001").progress;
    EXPECT_THAT(progress.chunks->finished, ElementsAre("202401"));
    EXPECT_THAT(progress.open, IsEmpty());
    EXPECT_EQ(progress.failed_index, last.kind == EntryKind::kFailed ? 2U : 0U);
  }
}

TEST(Fold, APartWhoseFirstStatementHasAChunkDoneHasBegun) {
  Entry chunk = Row(EntryKind::kChunk, "0001", 1, 1);
  chunk.detail = WithChunk("", {"all", 1, 1});
  const AppliedState state = Fold({chunk, Row(EntryKind::kFailed, "0001", 1, 1)});
  ASSERT_TRUE(StateOf(state, "0001").progress.has_value());
  EXPECT_EQ(StateOf(state, "0001").progress->done, 0U);
}

TEST(Fold, AFailureIsToldUntilItsStatementIsTriedAgain) {
  Entry failed = Row(EntryKind::kFailed, "0001", 2, 3);
  failed.error = "code 47 UNKNOWN_IDENTIFIER: no column b";
  std::vector<Entry> entries{Row(EntryKind::kIntent, "0001", 1, 3),
                             Row(EntryKind::kDone, "0001", 1, 3),
                             Row(EntryKind::kIntent, "0001", 2, 3), failed};
  const AppliedState state = Fold(entries);
  EXPECT_EQ(StateOf(state, "0001").progress->failed_index, 2U);
  EXPECT_EQ(StateOf(state, "0001").progress->last_error, "code 47 UNKNOWN_IDENTIFIER: no column b");
  EXPECT_EQ(StateOf(state, "0001").progress->done, 1U);
  EXPECT_THAT(StateOf(state, "0001").progress->open, IsEmpty());

  entries.push_back(Row(EntryKind::kIntent, "0001", 2, 3));
  EXPECT_EQ(StateOf(Fold(entries), "0001").progress->failed_index, 0U);
  EXPECT_EQ(StateOf(Fold(entries), "0001").progress->last_error, "");
}

TEST(Fold, AFailureOfTheFirstStatementLeavesNothingHalfWay) {
  const AppliedState state =
      Fold({Row(EntryKind::kIntent, "0001", 1, 3), Row(EntryKind::kFailed, "0001", 1, 3)});
  EXPECT_FALSE(state.IsApplied(RevisionId("0001")));
  EXPECT_FALSE(StateOf(state, "0001").progress.has_value());
}

TEST(Fold, TellsTheLastErrorOfARevisionOfWhichNothingIsDone) {
  Entry failed = Row(EntryKind::kFailed, "0001", 1, 3);
  failed.error = "code 60 UNKNOWN_TABLE: no a.t";
  std::vector<Entry> entries{Row(EntryKind::kIntent, "0001", 1, 3), failed};
  EXPECT_EQ(StateOf(Fold(entries), "0001").last_error, "code 60 UNKNOWN_TABLE: no a.t");
  entries.push_back(Row(EntryKind::kIntent, "0001", 1, 3));
  EXPECT_EQ(StateOf(Fold(entries), "0001").last_error, "code 60 UNKNOWN_TABLE: no a.t");
  auto done = entries;
  done.push_back(Row(EntryKind::kDone, "0001", 1, 3));
  EXPECT_EQ(StateOf(Fold(done), "0001").last_error, "");
  auto stamped = entries;
  stamped.push_back(Row(EntryKind::kStamp, "0001", 0, 0));
  EXPECT_EQ(StateOf(Fold(stamped), "0001").last_error, "");
}

TEST(Fold, AnUnknownOutcomeStaysOpenUntilItIsSettled) {
  std::vector<Entry> entries{Row(EntryKind::kIntent, "0001", 1, 1),
                             Row(EntryKind::kUnknown, "0001", 1, 1)};
  EXPECT_THAT(StateOf(Fold(entries), "0001").progress->open, SizeIs(1));

  auto took_effect = entries;
  took_effect.push_back(Settled(true, "0001", 1, 1));
  EXPECT_TRUE(Fold(took_effect).IsApplied(RevisionId("0001")));

  auto had_no_effect = entries;
  had_no_effect.push_back(Settled(false, "0001", 1, 1));
  EXPECT_FALSE(Fold(had_no_effect).IsApplied(RevisionId("0001")));
  EXPECT_FALSE(StateOf(Fold(had_no_effect), "0001").progress.has_value());

  auto says_nothing = entries;
  says_nothing.push_back(Row(EntryKind::kReconciled, "0001", 1, 1));
  EXPECT_THAT(StateOf(Fold(says_nothing), "0001").progress->open, SizeIs(1));
}

TEST(Fold, AStampCountsWithoutRunning) {
  std::vector<Entry> entries{Row(EntryKind::kIntent, "0001", 1, 2),
                             Row(EntryKind::kStamp, "0001", 0, 0)};
  EXPECT_TRUE(Fold(entries).IsApplied(RevisionId("0001")));
  EXPECT_FALSE(StateOf(Fold(entries), "0001").progress.has_value());
  entries.push_back(Row(EntryKind::kStamp, "0001", 0, 0, "downgrade"));
  EXPECT_FALSE(Fold(entries).IsApplied(RevisionId("0001")));
}

TEST(Fold, ADowngradeHalfWayLeavesTheRevisionAppliedUntilItsEnd) {
  std::vector<Entry> entries{Row(EntryKind::kDone, "0001", 0, 0),
                             Row(EntryKind::kIntent, "0001", 1, 2, "downgrade"),
                             Row(EntryKind::kDone, "0001", 1, 2, "downgrade")};
  EXPECT_TRUE(Fold(entries).IsApplied(RevisionId("0001")));
  EXPECT_EQ(StateOf(Fold(entries), "0001").progress->direction, Direction::kDowngrade);
  EXPECT_EQ(StateOf(Fold(entries), "0001").progress->done, 1U);
  entries.push_back(Row(EntryKind::kIntent, "0001", 2, 2, "downgrade"));
  entries.push_back(Row(EntryKind::kDone, "0001", 2, 2, "downgrade"));
  EXPECT_FALSE(Fold(entries).IsApplied(RevisionId("0001")));
  EXPECT_FALSE(StateOf(Fold(entries), "0001").progress.has_value());
}

TEST(Fold, AnEditThatShortensTheRestEndsWithTheNewCount) {
  EXPECT_TRUE(Fold({Row(EntryKind::kIntent, "0001", 1, 3), Row(EntryKind::kDone, "0001", 1, 3),
                    Row(EntryKind::kIntent, "0001", 2, 3), Row(EntryKind::kFailed, "0001", 2, 3),
                    Row(EntryKind::kDone, "0001", 1, 1)})
                  .IsApplied(RevisionId("0001")));
}

TEST(Fold, BootstrapAndRunLevelRowsSayNothingOfRevisions) {
  Entry bootstrap = Row(EntryKind::kIntent, "", 1, 2, "bootstrap");
  EXPECT_THAT(Fold({Row(EntryKind::kEpoch, "", 0, 0, ""), bootstrap,
                    Row(EntryKind::kRelease, "", 0, 0, "")})
                  .revisions,
              IsEmpty());
}

// A model of runs over one revision that writes legal histories: what was acknowledged is known at
// every prefix, and the fold of the prefix must say exactly that.
class LegalHistory {
 public:
  explicit LegalHistory(unsigned seed) : random_(seed) {}

  struct Truth {
    bool applied = false;
    bool half_way = false;
    std::uint32_t done = 0;
    std::vector<std::uint32_t> open;
  };

  void Run() {
    for (int part = 0; part < 4; ++part) RunPart(!truth_.applied);
  }

  std::vector<Entry> entries;
  std::vector<Truth> truths;  // after entries[i]

 private:
  unsigned Pick(unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(random_); }

  void Write(Entry entry) {
    entries.push_back(std::move(entry));
    truths.push_back(truth_);
  }

  void RunPart(bool up) {
    const std::string direction = up ? "upgrade" : "downgrade";
    const std::uint32_t total = 1 + Pick(6);
    truth_.done = 0;
    while (truth_.done < total) {
      const std::uint32_t ahead = std::min(total - truth_.done, 1 + Pick(3));
      for (std::uint32_t i = 1; i <= ahead; ++i) {
        truth_.open.push_back(truth_.done + i);
        truth_.half_way = true;
        Write(Row(EntryKind::kIntent, "0001", truth_.done + i, total, direction));
      }
      for (std::uint32_t i = 0; i < ahead; ++i) {
        const std::uint32_t index = truth_.done + 1;
        const unsigned outcome = Pick(10);
        if (outcome < 7) {
          Succeed(index, total, up,
                  outcome == 6 ? Settled(true, "0001", index, total, direction)
                               : Row(EntryKind::kDone, "0001", index, total, direction));
          continue;
        }
        if (outcome == 7) Write(Row(EntryKind::kUnknown, "0001", index, total, direction));
        Close(index);
        truth_.half_way = truth_.done > 0 || !truth_.open.empty();
        Write(outcome == 8 ? Row(EntryKind::kFailed, "0001", index, total, direction)
                           : Settled(false, "0001", index, total, direction));
        while (!truth_.open.empty()) {  // what ran ahead was not sent
          const std::uint32_t unsent = truth_.open.front();
          Close(unsent);
          truth_.half_way = truth_.done > 0 || !truth_.open.empty();
          Write(Settled(false, "0001", unsent, total, direction));
        }
        break;
      }
    }
  }

  void Close(std::uint32_t index) { std::erase(truth_.open, index); }

  void Succeed(std::uint32_t index, std::uint32_t total, bool up, Entry entry) {
    Close(index);
    truth_.done = index;
    if (index == total) {
      truth_.applied = up;
      truth_.half_way = false;
    }
    Write(std::move(entry));
  }

  std::mt19937 random_;
  Truth truth_;
};

TEST(Fold, OfEveryPrefixOfALegalHistorySaysWhatWasAcknowledged) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    LegalHistory history(seed);
    history.Run();
    AppliedState state;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
      Apply(state, history.entries[i]);
      const LegalHistory::Truth& truth = history.truths[i];
      const RevisionState& revision = StateOf(state, "0001");
      const std::string where = "seed " + std::to_string(seed) + ", entry " + std::to_string(i);
      ASSERT_EQ(revision.applied, truth.applied) << where;
      ASSERT_EQ(revision.progress.has_value(), truth.half_way) << where;
      if (!truth.half_way) continue;
      ASSERT_EQ(revision.progress->done, truth.done) << where;
      ASSERT_THAT(revision.progress->done_hashes, SizeIs(truth.done)) << where;
      std::vector<std::uint32_t> open;
      for (const Progress::Open& one : revision.progress->open) open.push_back(one.index);
      ASSERT_EQ(open, truth.open) << where;
    }
  }
}

}  // namespace
}  // namespace housewright::journal
