#include "exec/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "exec/fake_server.h"
#include "exec/test_plan.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "testing/manual_clock.h"

namespace housewright::exec {
namespace {

using db::Delivery;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeServer;
using testing::FakeSession;
using testing::Fault;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Step;

std::string Create(int number) {
  return "CREATE TABLE a.t" + std::to_string(number) + " (x Int8) ENGINE = Memory";
}

class ExecutorTest : public ::testing::Test {
 protected:
  ExecutorTest() {
    facts_.version_text = "26.7.2.1";
    facts_.version = {26, 7, 2};
    facts_.host_name = "box";
    journal_.emplace(journal_session_, journal::JournalName{"hw", "journal"}, facts_, 0);
    dependencies_ = {.statements = &statements_,
                     .journal_session = &journal_session_,
                     .journal = &*journal_,
                     .facts = &facts_,
                     .redactor = &redactor_,
                     .clock = &clock_,
                     .observer = [this](const Event& event) { Observe(event); },
                     .stop = stop_.get_token(),
                     .abort = abort_.get_token()};
  }

  void Observe(const Event& event) {
    if (const auto* note = std::get_if<Note>(&event)) notes_.push_back(note->text);
    if (std::holds_alternative<StatementDone>(event)) ++done_events_;
    if (std::holds_alternative<RunDone>(event)) ++run_done_events_;
  }

  Result<RunReport> Run(const std::vector<plan::PlannedStep>& steps) {
    plan::Plan plan;
    plan.steps = steps;
    RunContext context;
    context.run_id = "00000000000000aa";
    context.command = "upgrade";
    context.tool_version = "0.1.0";
    context.os_user = "root";
    context.os_host = "laptop";
    context.retry_for = retry_for_;
    return Executor(dependencies_, context).Run(plan);
  }

  revision::AppliedState State() { return journal::Fold(server_.journal); }

  FakeServer server_;
  FakeSession statements_{server_};
  FakeSession journal_session_{server_};
  db::ServerFacts facts_;
  std::optional<journal::Journal> journal_;
  project::Redactor redactor_;
  ::housewright::testing::ManualClock clock_;
  std::stop_source stop_, abort_;
  std::chrono::milliseconds retry_for_ = RunContext{}.retry_for;
  std::vector<std::string> notes_;
  int done_events_ = 0;
  int run_done_events_ = 0;
  Executor::Dependencies dependencies_;
};

TEST_F(ExecutorTest, OfAnEmptyPlanSendsNothing) {
  ASSERT_TRUE(Run({}).has_value());
  EXPECT_THAT(server_.inserts, IsEmpty());
}

TEST_F(ExecutorTest, WritesIntentAndOutcomeOfEachStatement) {
  const auto report = Run({Step("0001", {Create(1), "INSERT INTO a.t1 VALUES (1)"})});
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->steps_done, 1U);
  EXPECT_EQ(report->statements_done, 2U);
  EXPECT_THAT(server_.Kinds(), ElementsAre("epoch", "intent 0001:1", "done 0001:1", "intent 0001:2",
                                           "done 0001:2", "release"));
  // No INSERT of its own for an outcome: it goes with the next intent.
  EXPECT_THAT(server_.inserts, ElementsAre(2U, 2U, 2U));
  EXPECT_THAT(server_.without_intent, IsEmpty());
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
  const journal::Entry& done = server_.journal[2];
  EXPECT_EQ(done.epoch, 1U);
  EXPECT_EQ(done.run_id, "00000000000000aa");
  EXPECT_EQ(done.query_id, "hw-00000000000000aa-0001-u-1-1");
  EXPECT_EQ(done.summary, "CREATE TABLE a.t1");
  EXPECT_EQ(done.service, "xapi");
  EXPECT_EQ(done.revision_hash, "hash-of-0001");
  EXPECT_EQ(done.statements, 2U);
  EXPECT_EQ(done.host, "box");
  EXPECT_EQ(done.os_user, "root");
  EXPECT_EQ(done.server_version, "26.7.2.1");
  EXPECT_EQ(done.client_time_ms, 1'795'428'000'000);
}

TEST_F(ExecutorTest, RunsIntentsAheadOfWhatObjectsCanTell) {
  std::vector<std::string> statements;
  for (int i = 1; i <= 40; ++i) statements.push_back(Create(i));
  ASSERT_TRUE(Run({Step("0001", statements)}).has_value());
  EXPECT_THAT(server_.without_intent, IsEmpty());
  EXPECT_THAT(server_.sent, SizeIs(40));
  EXPECT_LT(server_.inserts.size(), 8U);
  // The first statement waits for one INSERT, the second for none.
  EXPECT_EQ(server_.inserts.front(), 41U);
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, NeverHasAnIntentAheadOfWhatNobodyCanTell) {
  server_.on_statement = [this](const std::string& sql) {
    if (!sql.starts_with("INSERT")) return;
    const auto state = journal::Fold(server_.journal);
    EXPECT_THAT(state.revisions.at(revision::RevisionId("0001")).progress->open, SizeIs(1));
    EXPECT_EQ(state.revisions.size(), 1U);
  };
  ASSERT_TRUE(Run({Step("0001", {Create(1), Create(2), "INSERT INTO a.t1 VALUES (1)"}),
                   Step("0002", {Create(3)})})
                  .has_value());
  EXPECT_THAT(server_.without_intent, IsEmpty());
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0002")));
}

TEST_F(ExecutorTest, WritesOneRowForARevisionWithoutStatements) {
  ASSERT_TRUE(Run({Step("0001", {}), Step("0002", {}, plan::StepKind::kDowngrade)}).has_value());
  EXPECT_THAT(server_.Kinds(), ElementsAre("epoch", "done 0001:0", "done 0002:0", "release"));
  EXPECT_THAT(server_.inserts, ElementsAre(4U));
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, RecordsTheEndOfAStepOfWhichNothingIsLeft) {
  server_.faults[Create(2)].push_back({Delivery::kRefused, 57});
  EXPECT_FALSE(Run({Step("0001", {Create(1), Create(2)})}).has_value());
  ASSERT_TRUE(Run({testing::Resumed(Step("0001", {Create(1)}), 1)}).has_value());
  EXPECT_EQ(server_.Kinds().end()[-2], "done 0001:1");
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, CountsWhatIsLeftOutAsDone) {
  plan::PlannedStep step = Step("0001", {Create(1), "CREATE USER u"});
  step.statements[1].left_out = "the embedded engine keeps no users";
  const auto report = Run({step});
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->left_out, 1U);
  EXPECT_THAT(server_.sent, ElementsAre(Create(1)));
  EXPECT_EQ(server_.journal[3].detail, R"({"left_out":"the embedded engine keeps no users"})");
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, StopsWhereTheServerRefuses) {
  server_.faults[Create(2)].push_back({.delivery = Delivery::kRefused, .code = 57});
  const auto report =
      Run({Step("0001", {Create(1), Create(2), Create(3)}), Step("0002", {Create(4)})});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().ToString(),
            "error: statement 2 of 3 of revision 0001 was refused: code 57: no; statement 1 is "
            "applied and recorded, nothing of statement 2 is\n"
            "  --> services/xapi/revision.sql:6:1\n"
            "  6 | CREATE TABLE a.t2 (x Int8) ENGINE = Memory\n"
            "    | ^\n"
            "  next: run `housewright upgrade` again: it goes on with statement 2");
  EXPECT_EQ(report.error().server_code(), 57);
  EXPECT_THAT(server_.sent, ElementsAre(Create(1), Create(2)));
  const auto state = State();
  const auto& progress = *state.revisions.at(revision::RevisionId("0001")).progress;
  EXPECT_EQ(progress.done, 1U);
  EXPECT_EQ(progress.failed_index, 2U);
  EXPECT_EQ(progress.last_error, "code 57: no");
  EXPECT_THAT(progress.open, IsEmpty());
  EXPECT_FALSE(state.revisions.at(revision::RevisionId("0002")).progress.has_value());
  EXPECT_EQ(server_.Kinds().back(), "release");
}

TEST_F(ExecutorTest, SaysThatARefusedInsertMayHaveWrittenWhereNoLogTells) {
  const std::string insert = "INSERT INTO a.t1 VALUES (1)";
  server_.faults[insert].push_back({.delivery = Delivery::kRefused, .code = 47, .logged = false});
  const auto report = Run({Step("0001", {insert})});
  EXPECT_EQ(report.error().message(),
            "statement 1 of 1 of revision 0001 was refused: code 47: no; nothing of it is applied, "
            "and statement 1 may have written a part of its rows");
}

TEST_F(ExecutorTest, KnowsThatARefusedInsertHasWrittenNothing) {
  const std::string insert = "INSERT INTO a.t1 VALUES (1)";
  server_.faults[insert] = {{.delivery = Delivery::kRefused, .code = 47},
                            {.delivery = Delivery::kRefused, .code = 395, .written_rows = 0}};
  EXPECT_EQ(Run({Step("0001", {insert})}).error().message(),
            "statement 1 of 1 of revision 0001 was refused: code 47: no; nothing of it is applied");
  EXPECT_EQ(Run({Step("0001", {insert})}).error().message(),
            "statement 1 of 1 of revision 0001 was refused: code 395: no; nothing of it is "
            "applied");
}

TEST_F(ExecutorTest, AsksAPersonWhatToDoAboutAnInsertThatWroteAPart) {
  const std::string insert = "INSERT INTO a.t1 SELECT x FROM a.t2";
  for (const int code : {395, 242}) {  // for good; to be tried again
    server_.faults[insert] = {{.delivery = Delivery::kRefused, .code = code, .written_rows = 3000}};
    const auto report = Run({Step("0001", {insert})});
    EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
    EXPECT_EQ(
        report.error().message(),
        fmt::format("nobody knows whether statement 1 of 1 of revision 0001 took effect: code "
                    "{}: no; system.query_log says 3000 rows written before the "
                    "exception",
                    code));
    EXPECT_THAT(State().revisions.at(revision::RevisionId("0001")).progress->open, SizeIs(1));
  }
  EXPECT_THAT(server_.sent, SizeIs(2));
}

// A mutation that fails ends its ALTER with 341, which is logged as ExceptionBeforeStart: it is
// queued all the same.
TEST_F(ExecutorTest, TakesNoExceptionBeforeStartForNoEffectWhereTheCodeIsAmbiguous) {
  const std::string update = "ALTER TABLE a.t1 UPDATE x = x + 1 WHERE 1";
  server_.faults[update].push_back({.delivery = Delivery::kRefused, .code = 236});
  const auto report = Run({Step("0001", {update})});
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_EQ(report.error().message(),
            "nobody knows whether statement 1 of 1 of revision 0001 took effect: code 236: no; "
            "system.query_log says ExceptionBeforeStart (code 236); system.mutations cannot be "
            "read");
}

// A user without rights on system.mutations, whom no real server here has.
TEST_F(ExecutorTest, SaysOnceThatMutationsOfTheFakeCannotBeFollowed) {
  dependencies_.open_session = [this]() -> Result<std::unique_ptr<db::Session>> {
    return std::make_unique<FakeSession>(server_);
  };
  server_.on_statement = [](const std::string&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  };
  const std::string update = "ALTER TABLE a.t1 UPDATE x = x + 1 WHERE 1";
  ASSERT_TRUE(Run({Step("0001", {update, update})}).has_value());
  EXPECT_THAT(notes_, ElementsAre("statement 1 of 2 of revision 0001 is waited for, and how far it "
                                  "is cannot be seen: system.mutations cannot be read"));
}

TEST_F(ExecutorTest, StopsBetweenTwoTriesWhenAsked) {
  server_.faults[Create(1)] = {{Delivery::kRefused, 202}, {Delivery::kRefused, 202}};
  server_.on_statement = [this](const std::string&) { stop_.request_stop(); };
  const auto report = Run({Step("0001", {Create(1), Create(2)})});
  EXPECT_EQ(report.error().code(), ErrorCode::kInterrupted);
  EXPECT_THAT(server_.sent, ElementsAre(Create(1)));
  EXPECT_EQ(clock_.slept(), std::chrono::milliseconds(0));
  EXPECT_FALSE(State().revisions.at(revision::RevisionId("0001")).progress.has_value());
  EXPECT_EQ(server_.Kinds().back(), "release");
}

TEST_F(ExecutorTest, SendsAgainWhatTheServerHadNoRoomFor) {
  server_.faults[Create(1)] = {{Delivery::kRefused, 202}, {Delivery::kRefused, 202}};
  ASSERT_TRUE(Run({Step("0001", {Create(1), Create(2)})}).has_value());
  EXPECT_THAT(server_.sent, ElementsAre(Create(1), Create(1), Create(1), Create(2)));
  EXPECT_THAT(server_.without_intent, IsEmpty());
  EXPECT_EQ(clock_.slept(), std::chrono::milliseconds(750));
  EXPECT_EQ(notes_[0], "statement 1 of 2 of revision 0001 is sent again in 250 ms: code 202: no");
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, GivesUpWhenTheTimeForRetriesIsOver) {
  for (int i = 0; i < 20; ++i) server_.faults[Create(1)].push_back({Delivery::kRefused, 202});
  EXPECT_EQ(Run({Step("0001", {Create(1)})}).error().message(),
            "statement 1 of 1 of revision 0001 was refused 13 times: code 202: no; nothing of it "
            "is applied");
  EXPECT_THAT(server_.sent, SizeIs(13));
  EXPECT_LE(clock_.slept(), std::chrono::minutes(2));
}

TEST_F(ExecutorTest, TriesOnlyOnceWhereThereIsNoTimeForRetries) {
  retry_for_ = std::chrono::milliseconds(0);
  server_.faults[Create(1)] = {{Delivery::kRefused, 202}};
  EXPECT_EQ(Run({Step("0001", {Create(1)})}).error().message(),
            "statement 1 of 1 of revision 0001 was refused: code 202: no; nothing of it is "
            "applied");
  EXPECT_THAT(server_.sent, SizeIs(1));
}

// A long statement that is refused late gets its retries all the same.
TEST_F(ExecutorTest, CountsTheTimeForRetriesFromTheFirstRefusal) {
  server_.faults[Create(1)] = {{Delivery::kRefused, 202}, {Delivery::kRefused, 202}};
  bool is_first = true;
  server_.on_statement = [&](const std::string&) {
    if (is_first) clock_.Advance(std::chrono::hours(1));
    is_first = false;
  };
  ASSERT_TRUE(Run({Step("0001", {Create(1)})}).has_value());
}

TEST_F(ExecutorTest, SendsAgainWhatHadNoEffectWhereTheCausePasses) {
  const std::string insert = "INSERT INTO a.t1 SELECT x FROM a.t2";
  for (const int code : {252, 319, 999}) {
    server_.sent.clear();
    server_.faults[insert] = {{.delivery = Delivery::kRefused, .code = code, .written_rows = 0},
                              {.delivery = Delivery::kRefused, .code = code, .written_rows = 0}};
    ASSERT_TRUE(Run({Step("0001", {insert})}).has_value()) << code;
    EXPECT_THAT(server_.sent, SizeIs(3)) << code;
  }
  EXPECT_THAT(notes_, Contains("statement 1 of 1 of revision 0001 is sent again in 500 ms: code "
                               "252: no; system.query_log says ExceptionWhileProcessing (code "
                               "252); no row was written"));
  server_.sent.clear();
  server_.faults[insert] = {{.delivery = Delivery::kRefused, .code = 252, .written_rows = 5}};
  EXPECT_EQ(Run({Step("0001", {insert})}).error().code(), ErrorCode::kNeedsDecision);
  EXPECT_THAT(server_.sent, SizeIs(1));
}

// Its request may come when a later statement has made what it drops.
TEST_F(ExecutorTest, WaitsForALostRequestThatNothingShowsToHaveCome) {
  const std::string drop = "DROP TABLE IF EXISTS a.t1";
  server_.faults[drop].push_back({.delivery = Delivery::kUnknown});
  ASSERT_TRUE(Run({Step("0001", {drop, Create(1)})}).has_value());
  EXPECT_THAT(server_.sent, ElementsAre(drop, Create(1)));
  EXPECT_EQ(clock_.slept(), std::chrono::milliseconds(1'000));
}

TEST_F(ExecutorTest, GoesOnAfterALostAnswerWhenTheStatementTookEffect) {
  const std::string insert = "INSERT INTO a.t1 VALUES (1)";
  server_.faults[insert].push_back({.delivery = Delivery::kUnknown, .takes_effect = true});
  ASSERT_TRUE(Run({Step("0001", {insert, Create(2)})}).has_value());
  EXPECT_THAT(server_.sent, ElementsAre(insert, Create(2)));
  EXPECT_THAT(server_.Kinds(), Contains("reconciled 0001:1"));
  EXPECT_TRUE(State().IsApplied(revision::RevisionId("0001")));
}

TEST_F(ExecutorTest, SendsAgainOnceAfterALostStatement) {
  server_.faults[Create(1)].push_back({.delivery = Delivery::kUnknown});
  ASSERT_TRUE(Run({Step("0001", {Create(1), Create(2)})}).has_value());
  EXPECT_THAT(server_.sent, ElementsAre(Create(1), Create(1), Create(2)));

  server_.faults[Create(3)] = {{Delivery::kUnknown}, {Delivery::kUnknown}, {Delivery::kUnknown}};
  const auto report = Run({Step("0002", {Create(3)})});
  EXPECT_EQ(report.error().message(),
            "statement 1 of 1 of revision 0002 was not executed: the connection broke; nothing of "
            "it is applied");
  EXPECT_THAT(server_.sent, SizeIs(5));
}

TEST_F(ExecutorTest, AsksAPersonWhereNothingCanTell) {
  const std::string insert = "INSERT INTO a.t1 VALUES (1)";
  server_.faults[insert].push_back(
      {.delivery = Delivery::kUnknown, .takes_effect = true, .logged = false});
  const auto report = Run({Step("0001", {Create(1), insert, Create(2)})});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_EQ(report.error().message(),
            "nobody knows whether statement 2 of 3 of revision 0001 took effect: the connection "
            "broke; system.query_log does not know it");
  EXPECT_EQ(report.error().advice(),
            "look at the server, then run `housewright resolve 0001 --took-effect` or `housewright "
            "resolve 0001 --had-no-effect`");
  EXPECT_THAT(State().revisions.at(revision::RevisionId("0001")).progress->open, SizeIs(1));
  EXPECT_THAT(server_.Kinds(), Contains("unknown 0001:2"));
}

TEST_F(ExecutorTest, TreatsAnUnknownCodeAsAmbiguous) {
  server_.faults[Create(1)].push_back(
      {.delivery = Delivery::kRefused, .code = 99999, .takes_effect = true});
  ASSERT_TRUE(Run({Step("0001", {Create(1)})}).has_value());
  server_.faults[Create(2)].push_back({.delivery = Delivery::kRefused, .code = 99999});
  EXPECT_THAT(Run({Step("0002", {Create(2)})}).error().message(), HasSubstr("was refused"));
  EXPECT_THAT(server_.sent, ElementsAre(Create(1), Create(2)));
}

TEST_F(ExecutorTest, SaysWhatToDoWhenTheServerIsGone) {
  server_.faults[Create(1)].push_back({.delivery = Delivery::kUnknown});
  server_.on_statement = [this](const std::string&) { server_.unreachable = true; };
  const auto report = Run({Step("0001", {Create(1)})});
  EXPECT_EQ(report.error().code(), ErrorCode::kUnknownOutcome);
  EXPECT_EQ(report.error().message(),
            "statement 1 of 1 of revision 0001 was sent and its outcome is unknown: the connection "
            "broke; the server cannot be asked: the connection broke");
  EXPECT_EQ(report.error().advice(),
            "when the server is back, run `housewright upgrade` again: it finds out what happened");
}

TEST_F(ExecutorTest, SendsNothingWhoseIntentCannotBeWritten) {
  server_.journal_faults = {{Delivery::kRefused, 243}, {Delivery::kRefused, 243}};
  const auto report = Run({Step("0001", {Create(1)})});
  EXPECT_THAT(report.error().message(),
              HasSubstr("statement 1 of 1 of revision 0001 was not sent: its intent is not in the "
                        "journal"));
  EXPECT_THAT(server_.sent, IsEmpty());
}

TEST_F(ExecutorTest, ReportsNoSuccessWhoseLastOutcomeIsNotWritten) {
  server_.on_statement = [this](const std::string&) {
    server_.journal_faults = {{Delivery::kRefused, 243}, {Delivery::kRefused, 243}};
  };
  const auto report = Run({Step("0001", {Create(1)})});
  EXPECT_THAT(report.error().message(),
              HasSubstr("took effect and the journal does not say so yet"));
  EXPECT_EQ(run_done_events_, 0);
}

TEST_F(ExecutorTest, WritesJournalRowsOnceWhenTheirAnswerIsLost) {
  server_.journal_faults = {{.delivery = Delivery::kUnknown, .takes_effect = true}};
  ASSERT_TRUE(Run({Step("0001", {Create(1)})}).has_value());
  EXPECT_THAT(server_.Kinds(), ElementsAre("epoch", "intent 0001:1", "done 0001:1", "release"));
}

TEST_F(ExecutorTest, StopsAfterTheStatementWhenAsked) {
  server_.on_statement = [this](const std::string&) { stop_.request_stop(); };
  const auto report = Run({Step("0001", {Create(1), Create(2), Create(3)})});
  EXPECT_EQ(report.error().code(), ErrorCode::kInterrupted);
  EXPECT_EQ(report.error().message(),
            "stopped before statement 2 of 3 of revision 0001, as asked: everything before it is "
            "applied and recorded");
  EXPECT_THAT(server_.sent, ElementsAre(Create(1)));
  const auto state = State();
  EXPECT_EQ(state.revisions.at(revision::RevisionId("0001")).progress->done, 1U);
  EXPECT_THAT(state.revisions.at(revision::RevisionId("0001")).progress->open, IsEmpty());
}

TEST_F(ExecutorTest, LeavesOpenWhatItWasMadeToDrop) {
  server_.faults[Create(1)].push_back({.delivery = Delivery::kUnknown, .takes_effect = true});
  server_.on_statement = [this](const std::string&) { abort_.request_stop(); };
  const auto report = Run({Step("0001", {Create(1), Create(2)})});
  EXPECT_EQ(report.error().code(), ErrorCode::kInterrupted);
  EXPECT_EQ(report.error().advice(), "run `housewright upgrade` again: it finds out what happened");
  EXPECT_THAT(State().revisions.at(revision::RevisionId("0001")).progress->open, SizeIs(1));
}

TEST_F(ExecutorTest, KeepsSecretsOutOfErrorsAndJournal) {
  redactor_.Add("password", "connection");
  server_.faults[Create(1)].push_back({.delivery = Delivery::kUnknown, .logged = false});
  server_.faults[Create(1)].push_back({.delivery = Delivery::kUnknown, .logged = false});
  const auto report = Run({Step("0001", {Create(1)})});
  EXPECT_THAT(report.error().message(), HasSubstr("the [secret:password] broke"));
  for (const journal::Entry& entry : server_.journal) {
    EXPECT_EQ(entry.error.find("connection"), std::string::npos);
    EXPECT_EQ(entry.detail.find("connection"), std::string::npos);
  }
}

TEST_F(ExecutorTest, BootstrapsWithoutAJournal) {
  dependencies_.journal = nullptr;
  ASSERT_TRUE(
      Run({Step("0001_databases", {"CREATE DATABASE IF NOT EXISTS a", "GRANT SELECT ON a.* TO u"},
                plan::StepKind::kBootstrap)})
          .has_value());
  EXPECT_THAT(server_.inserts, IsEmpty());
  EXPECT_THAT(server_.sent, SizeIs(2));
}

TEST_F(ExecutorTest, WritesBootstrapRowsThatNoFoldCounts) {
  ASSERT_TRUE(
      Run({Step("0001_databases", {"CREATE DATABASE IF NOT EXISTS a"}, plan::StepKind::kBootstrap)})
          .has_value());
  EXPECT_EQ(server_.journal[1].query_id, "hw-00000000000000aa-b1-b-1-1");
  EXPECT_EQ(server_.journal[1].direction, "bootstrap");
  EXPECT_THAT(State().revisions, IsEmpty());
}

TEST_F(ExecutorTest, SendsTheSettingsOfTargetAndStatement) {
  ASSERT_TRUE(Run({Step("0001", {"-- settings: max_threads = 1\n" + Create(1)})}).has_value());
  EXPECT_EQ(server_.settings[0].at("max_threads"), "1");
  EXPECT_EQ(server_.settings[0].at("mutations_sync"), "1");
}

}  // namespace
}  // namespace housewright::exec
