// Statements that are run by the partitions of a table, on real servers: a run that dies at every
// request, and the runs after it. Each row arrives once, also behind a materialized view.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/random.h"
#include "base/text.h"
#include "exec/executor.h"
#include "exec/settle.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "plan/plan.h"
#include "project/project.h"
#include "support/mortal_session.h"
#include "support/server_test.h"
#include "testing/manual_clock.h"
#include "testing/memory_file_system.h"

namespace housewright {
namespace {

using journal::Entry;
using journal::EntryKind;
using testing::Death;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MortalSession;
using testing::QueryLog;

constexpr const char* kConfig = R"([project]
name = "chunks"
state_database = "hw_chunk_test"
[services.app]
[targets.here]
url = "http://127.0.0.1:8123"
)";

constexpr const char* kTables = R"(-- revision: 0001
-- down_revision: none
-- +upgrade
CREATE TABLE hw_chunk_test.src (d Date, x UInt64) ENGINE = MergeTree PARTITION BY toYYYYMM(d) ORDER BY x;
INSERT INTO hw_chunk_test.src SELECT toDate('2024-01-15') + 31 * (number % 3), number FROM numbers(300);
CREATE TABLE hw_chunk_test.dst (d Date, x UInt64) ENGINE = MergeTree ORDER BY x;
CREATE TABLE hw_chunk_test.seen (x UInt64) ENGINE = MergeTree ORDER BY x;
CREATE MATERIALIZED VIEW hw_chunk_test.mv TO hw_chunk_test.seen AS SELECT x FROM hw_chunk_test.dst;
-- +downgrade
-- no-op: a test goes up only
)";

constexpr const char* kCopy = R"(-- revision: 0002
-- down_revision: 0001
-- +upgrade
-- chunk: partition
INSERT INTO hw_chunk_test.dst SELECT s.d, s.x FROM hw_chunk_test.src AS s;
CREATE TABLE hw_chunk_test.after (x UInt8) ENGINE = Memory;
-- +downgrade
-- no-op: a test goes up only
)";

class Chunks : public testing::ServerTest {
 protected:
  Chunks() : ServerTest("hw_chunk_test") {}

  void SetUp() override {
    ServerTest::SetUp();
    if (!session_) return;
    if (facts_.version < db::Version{22, 7, 0}) GTEST_SKIP() << "no additional_table_filters";
    ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  }

  static project::Project Load(const std::string& copy) {
    const testing::MemoryFileSystem files{{"/project/housewright.toml", kConfig},
                                          {"/project/services/app/0001_tables.sql", kTables},
                                          {"/project/services/app/0002_copy.sql", copy}};
    auto loaded = project::LoadProject(files, "/project/housewright.toml");
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      EXPECT_NE(diagnostic.severity, Severity::kError) << diagnostic.error.ToString();
    }
    return *std::move(loaded.project);
  }

  std::vector<Entry> Journal() {
    auto contents = journal::ReadJournal(*session_, name_, false);
    EXPECT_TRUE(contents.has_value()) << contents.error().ToString();
    return contents->entries;
  }

  Result<exec::RunReport> Upgrade(const project::Project& project, Death& death,
                                  const std::string& goal = "heads") {
    MortalSession statements(Open(), death, QueryLog::kKept);
    MortalSession journal_session(Open(), death, QueryLog::kKept);
    ASSIGN_OR_RETURN(const auto contents, journal::ReadJournal(journal_session, name_, true));
    const std::uint64_t last = contents.entries.empty() ? 0 : contents.entries.back().seq;
    journal::Journal journal(journal_session, name_, facts_, last);
    const project::Values values;
    exec::Executor::Dependencies dependencies{
        .statements = &statements,
        .journal_session = &journal_session,
        .journal = &journal,
        .facts = &facts_,
        .redactor = &values.redactor,
        .clock = &clock_,
        .observer = [this](const exec::Event& event) { Observe(event); },
        .stop = stop_.get_token(),
        .abort = {}};
    exec::RunContext context;
    context.run_id = RandomHex(8);
    context.command = "upgrade";
    ASSIGN_OR_RETURN(const revision::AppliedState applied,
                     exec::SettleOpenStatements(dependencies, context, project, values,
                                                journal::Fold(contents.entries)));
    const auto plan = plan::PlanUpgrade(project, applied, values, {}, goal);
    if (!plan) return Fail(plan.error().front().error);
    return exec::Executor(dependencies, context).Run(*plan);
  }
  Result<exec::RunReport> Upgrade(const project::Project& project) {
    Death never;
    return Upgrade(project, never);
  }

  void Observe(const exec::Event& event) {
    const auto* done = std::get_if<exec::ChunkDone>(&event);
    if (done == nullptr) return;
    chunks_.push_back(fmt::format("{} {}/{}", done->partition, done->number, done->of));
    if (on_chunk_) on_chunk_();
  }

  std::string Rows(const std::string& table) {
    return Run("SELECT count(), uniqExact(x), sum(x) FROM hw_chunk_test." + table);
  }
  void ExpectAllRowsOnce(const std::string& where) {
    EXPECT_EQ(Rows("dst"), "300\t300\t44850\n") << where;
    EXPECT_EQ(Rows("seen"), "300\t300\t44850\n") << where;
  }

  // The second revision, as if it had never been.
  void TakeBack() {
    Run("TRUNCATE TABLE hw_chunk_test.dst");
    Run("TRUNCATE TABLE hw_chunk_test.seen");
    Run("DROP TABLE IF EXISTS hw_chunk_test.after");
    Entry entry;
    entry.kind = EntryKind::kStamp;
    entry.revision = "0002";
    entry.direction = "downgrade";
    Append(entry);
  }

  void Append(const Entry& entry) {
    journal::Journal journal(*session_, name_, facts_, 0);
    journal.ResyncBeforeAppend();
    EXPECT_TRUE(journal.Append({entry}).has_value());
  }

  // What `resolve` writes when a person has looked for the rows of the open chunk.
  std::string Resolve() {
    const auto state = journal::Fold(Journal());
    const auto& progress = *state.revisions.at(revision::RevisionId("0002")).progress;
    EXPECT_FALSE(progress.open.empty());
    const auto& open = progress.open.front();
    const bool is_there =
        Run("SELECT count() > 0 FROM hw_chunk_test.dst WHERE toString(toYYYYMM(d)) = '" +
            open.chunk + "'") == "1\n";
    Entry entry;
    entry.kind = EntryKind::kReconciled;
    entry.revision = "0002";
    entry.direction = "upgrade";
    entry.statement = open.index;
    entry.statements = progress.total;
    entry.statement_hash = open.hash;
    entry.query_id = open.query_id;
    entry.detail = journal::WithChunk(journal::SettledDetail(is_there, "a person looked"),
                                      {open.chunk, open.chunk_number, open.chunks});
    Append(entry);
    return open.chunk;
  }

  const journal::JournalName name_{"hw_chunk_test", "journal"};
  testing::ManualClock clock_;
  std::stop_source stop_;
  std::vector<std::string> chunks_;
  std::function<void()> on_chunk_;
};

TEST_P(Chunks, AreRunOneAfterTheOther) {
  const auto report = Upgrade(Load(kCopy));
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  EXPECT_EQ(report->statements_done, 7U);
  EXPECT_THAT(chunks_, ElementsAre("202401 1/3", "202402 2/3", "202403 3/3"));
  ExpectAllRowsOnce("");
  EXPECT_EQ(Run("SELECT groupArray(kind), max(format) FROM (SELECT kind, format FROM "
                "hw_chunk_test.journal WHERE revision = '0002' AND statement = 1 ORDER BY seq)"),
            "['intent','chunk','intent','chunk','intent','chunk','done']\t2\n");
  EXPECT_EQ(Run("SELECT max(format) FROM hw_chunk_test.journal WHERE detail NOT LIKE '%chunk%'"),
            "1\n");
  EXPECT_EQ(
      Run("SELECT query_id LIKE 'hw-%-0002-u-1-1-c2', detail FROM hw_chunk_test.journal WHERE "
          "kind = 'chunk' ORDER BY seq LIMIT 1 OFFSET 1"),
      "1\t{\"chunk\":\"202402\",\"number\":2,\"of\":3}\n");
}

TEST_P(Chunks, GoOnBehindThoseThatAreDone) {
  const project::Project project = Load(kCopy);
  on_chunk_ = [this] { stop_.request_stop(); };
  const auto stopped = Upgrade(project);
  EXPECT_EQ(stopped.error().message(),
            "stopped before chunk 202402 (2 of 3) of statement 1 of 2 of revision 0002, as asked: "
            "everything before it is applied and recorded");
  const auto state = journal::Fold(Journal());
  EXPECT_THAT(state.revisions.at(revision::RevisionId("0002")).progress->chunks->finished,
              ElementsAre("202401"));
  EXPECT_THAT(state.revisions.at(revision::RevisionId("0002")).progress->open, IsEmpty());

  // The statement may not be another one now.
  const auto edited = Upgrade(Load(ReplaceAll(kCopy, "-- chunk: partition\n", "")));
  EXPECT_EQ(edited.error().message(), "statement 1 was edited after 1 of its 3 chunks were done");

  // A partition that came meanwhile is taken, too.
  Run("INSERT INTO hw_chunk_test.src SELECT toDate('2024-09-01'), 1000 + number FROM numbers(5)");
  stop_ = std::stop_source();
  on_chunk_ = {};
  chunks_.clear();
  const auto report = Upgrade(project);
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  EXPECT_THAT(chunks_, ElementsAre("202402 2/4", "202403 3/4", "202409 4/4"));
  EXPECT_EQ(Rows("seen"), "305\t305\t49860\n");
}

TEST_P(Chunks, OfWhichOneIsRefusedLoseThatOneAlone) {
  const project::Project project = Load(
      ReplaceAll(kCopy, "SELECT s.d, s.x", "SELECT s.d, s.x + throwIf(s.x = 1)"));  // in 202402
  const auto report = Upgrade(project);
  ASSERT_FALSE(report.has_value());
  EXPECT_THAT(report.error().message(),
              HasSubstr("chunk 202402 (2 of 3) of statement 1 of 2 of revision 0002 was refused: "
                        "code 395"));
  EXPECT_EQ(Rows("dst"), "100\t100\t14850\n");
  const auto state = journal::Fold(Journal());
  const auto& progress = *state.revisions.at(revision::RevisionId("0002")).progress;
  EXPECT_THAT(progress.chunks->finished, ElementsAre("202401"));
  EXPECT_EQ(progress.failed_index, 1U);
}

TEST_P(Chunks, NeedATableWithPartitions) {
  Run("CREATE TABLE hw_chunk_test.log (d Date, x UInt64) ENGINE = Log");
  const auto report = Upgrade(Load(ReplaceAll(kCopy, "hw_chunk_test.src", "hw_chunk_test.log")));
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().message(),
            "statement 1 of 2 of revision 0002 was not executed: table log has no partitions to go "
            "by: its engine is Log; nothing of it is applied");
}

TEST_P(Chunks, ArriveOnceAfterADeathAtEveryRequest) {
  const project::Project project = Load(kCopy);
  Death none;
  ASSERT_TRUE(Upgrade(project, none, "0001").has_value());
  none.requests = 0;
  ASSERT_TRUE(Upgrade(project, none).has_value());
  const int requests = none.requests;
  ASSERT_GT(requests, 10);
  std::set<std::string> resolved;
  for (int at = 1; at <= requests; ++at) {
    for (const bool after_sending : {false, true}) {
      const std::string where =
          fmt::format("death at request {}{}", at, after_sending ? ", after sending" : "");
      TakeBack();
      Death death;
      death.at = at;
      death.after_sending = after_sending;
      (void)Upgrade(project, death);
      auto report = Upgrade(project);
      // An INSERT that was never sent leaves no trace, as one that the server lost; without another
      // connection (Dependencies::open_session) the silence of the log proves nothing.
      if (!report && report.error().code() == ErrorCode::kNeedsDecision) {
        EXPECT_THAT(report.error().message(), HasSubstr("whether chunk 2024")) << where;
        resolved.insert(Resolve());
        report = Upgrade(project);
      }
      ASSERT_TRUE(report.has_value()) << where << "\n" << report.error().ToString();
      ExpectAllRowsOnce(where);
      const auto state = journal::Fold(Journal());
      EXPECT_TRUE(state.IsApplied(revision::RevisionId("0002"))) << where;
    }
  }
  EXPECT_THAT(resolved, ElementsAre("202401", "202402", "202403"));
}

INSTANTIATE_TEST_SUITE_P(All, Chunks, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
