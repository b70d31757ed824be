// Mutations on real servers: followed while they run, told of when they fail, and nothing taken for
// done that is not.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/random.h"
#include "exec/executor.h"
#include "exec/mutations.h"
#include "exec/probe.h"
#include "exec/test_plan.h"
#include "journal/fold.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class Mutations : public testing::ServerTest {
 protected:
  Mutations() : ServerTest("hw_mutation_test") {}

  void SetUp() override {
    ServerTest::SetUp();
    if (!session_) return;
    ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
    Run("CREATE TABLE hw_mutation_test.t (d Date, x UInt64, s String) ENGINE = MergeTree PARTITION "
        "BY toYYYYMM(d) ORDER BY x");
    // Six parts of 3, 6, ... 18 rows, so that they are not done at once.
    for (int part = 1; part <= 6; ++part) {
      Run(
          fmt::format("INSERT INTO hw_mutation_test.t SELECT toDate('2024-0{}-01'), number, 'a' "
                      "FROM numbers({})",
                      part, 3 * part));
    }
  }

  Result<exec::RunReport> Send(const std::string& sql) {
    const auto statements = Open();
    const auto journal_session = Open();
    journal::Journal journal(*journal_session, name_, facts_, 0);
    journal.ResyncBeforeAppend();
    exec::Executor::Dependencies dependencies{
        .statements = statements.get(),
        .journal_session = journal_session.get(),
        .journal = &journal,
        .facts = &facts_,
        .redactor = &redactor_,
        .clock = &clock_,
        .observer = [this](const exec::Event& event) { Observe(event); },
        .stop = {},
        .abort = abort_.get_token(),
        .open_session = [this] { return db::OpenHttpSession(endpoint_); }};
    plan::Plan plan;
    plan.steps = {exec::testing::Step("0001", {sql})};
    exec::RunContext context;
    context.run_id = run_id_ = RandomHex(8);
    context.command = "upgrade";
    return exec::Executor(dependencies, context).Run(plan);
  }

  void Observe(const exec::Event& event) {
    if (const auto* seen = std::get_if<exec::MutationProgress>(&event)) {
      progress_.push_back(seen->mutation);
      if (on_progress_) on_progress_();
    }
    if (const auto* seen = std::get_if<exec::MutationFailing>(&event)) failing_.push_back(*seen);
    if (std::holds_alternative<exec::StatementDone>(event)) {
      left_at_the_end_ =
          Run("SELECT count() FROM system.mutations WHERE database = "
              "'hw_mutation_test' AND is_done = 0");
    }
  }

  // What a later run asks.
  exec::ProbeResult Probe(const std::string& sql) {
    const auto result = exec::ProbeStatement(*session_, facts_, exec::testing::Render(sql),
                                             fmt::format("hw-{}-0001-u-1-1", run_id_),
                                             {.intent_time = 1'700'000'000});
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  }

  bool IsOpen() {
    const auto contents = journal::ReadJournal(*session_, name_, true);
    const auto state = journal::Fold(contents->entries);
    const auto& progress = state.revisions.at(revision::RevisionId("0001")).progress;
    return progress && !progress->open.empty();
  }

  bool is_old() const { return facts_.version < db::Version{19, 17, 0}; }

  const std::string slow_ =
      "ALTER TABLE hw_mutation_test.t UPDATE s = concat('b', toString(sleepEachRow(0.12))) WHERE 1";
  const journal::JournalName name_{"hw_mutation_test", "journal"};
  project::Redactor redactor_;
  SystemClock clock_;
  std::stop_source abort_;
  std::string run_id_;
  std::function<void()> on_progress_;
  std::vector<exec::MutationView> progress_;
  std::vector<exec::MutationFailing> failing_;
  std::string left_at_the_end_;
};

TEST_P(Mutations, AreFollowedUntilTheyAreDone) {
  const auto report = Send(slow_);
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  EXPECT_EQ(left_at_the_end_, "0\n");
  EXPECT_EQ(Run("SELECT count() FROM hw_mutation_test.t WHERE s = 'a'"), "0\n");
  EXPECT_THAT(progress_, Contains(Field(&exec::MutationView::parts_done, ::testing::Gt(0))));
  for (const exec::MutationView& view : progress_) {
    EXPECT_EQ(view.id, progress_.front().id);
    EXPECT_EQ(view.parts_done > 0, view.left.has_value());
    EXPECT_LE(view.parts_done, view.parts_total);
  }
}

// The connection is dropped, or the tool dies: the intent stays open until the mutation is done.
TEST_P(Mutations, StayOpenWhileTheyRun) {
  on_progress_ = [this] { abort_.request_stop(); };
  const auto report = Send(slow_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kInterrupted) << report.error().ToString();
  EXPECT_TRUE(IsOpen());
  exec::ProbeResult result = Probe(slow_);
  EXPECT_EQ(result.answer, exec::ProbeAnswer::kStillRunning) << result.evidence;
  while (result.answer == exec::ProbeAnswer::kStillRunning) {
    clock_.Sleep(std::chrono::milliseconds(100));
    result = Probe(slow_);
  }
  EXPECT_EQ(result.answer, exec::ProbeAnswer::kTookEffect) << result.evidence;
  EXPECT_EQ(Run("SELECT count() FROM hw_mutation_test.t WHERE s = 'a'"), "0\n");
}

TEST_P(Mutations, ThatFailAreForAPerson) {
  if (is_old()) GTEST_SKIP() << "18.16 does not tell that a mutation fails";
  const std::string failing =
      "ALTER TABLE hw_mutation_test.t UPDATE s = toString(throwIf(x = 17)) WHERE 1";
  const auto report = Send(failing);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_THAT(report.error().message(),
              ::testing::MatchesRegex(
                  "the server accepted statement 1 of 1 of revision 0001, and its mutation "
                  "mutation_7.txt fails on part 202406_6_6_0: Code: 395. .*"
                  "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO.*; [0-9]+ parts? (is|are) still to do, and "
                  "the server tries again until it is killed"));
  EXPECT_THAT(report.error().message(), Not(HasSubstr(" @ 0x")));
  EXPECT_EQ(report.error().advice(),
            "where the server cannot get over that, end it with `KILL MUTATION WHERE database = "
            "'hw_mutation_test' AND table = 't' AND mutation_id = 'mutation_7.txt'`: parts that "
            "are done stay as they are, then run `housewright resolve 0001 --had-no-effect`, "
            "so that it is sent again");
  EXPECT_TRUE(IsOpen());
  EXPECT_EQ(Probe(failing).answer, exec::ProbeAnswer::kCannotTell);

  // The cause is mended: the server goes on by itself, and the next run knows it.
  Run("ALTER TABLE hw_mutation_test.t DROP PARTITION 202406");
  exec::ProbeResult result = Probe(failing);
  while (result.answer != exec::ProbeAnswer::kTookEffect && !HasFailure()) {
    clock_.Sleep(std::chrono::milliseconds(100));
    result = Probe(failing);
  }
  EXPECT_THAT(result.evidence, HasSubstr("system.mutations says that mutation_7.txt is done"));
}

TEST_P(Mutations, ThatSomebodyKillsDidNotTakeEffect) {
  if (is_old()) GTEST_SKIP() << "18.16 has no KILL MUTATION";
  bool is_killed = false;
  on_progress_ = [&] {
    if (!is_killed) Run("KILL MUTATION WHERE database = 'hw_mutation_test'");
    is_killed = true;
  };
  const auto report = Send(slow_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_THAT(report.error().message(),
              HasSubstr("mutation mutation_7.txt was killed: parts that were done by then stay"));
  EXPECT_TRUE(IsOpen());
  const exec::ProbeResult result = Probe(slow_);
  EXPECT_EQ(result.answer, exec::ProbeAnswer::kCannotTell);
  EXPECT_THAT(result.evidence, HasSubstr("mutation_7.txt was killed"));
}

TEST_P(Mutations, OfATypeCannotBeTakenBackByKilling) {
  if (is_old()) GTEST_SKIP() << "18.16 converts in the ALTER itself";
  const auto report = Send("ALTER TABLE hw_mutation_test.t MODIFY COLUMN s UInt8");
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_THAT(report.error().message(), HasSubstr("CANNOT_PARSE_TEXT"));
  EXPECT_THAT(report.error().advice(),
              HasSubstr("KILL MUTATION does not give the old one back: change it back with `ALTER "
                        "TABLE hw_mutation_test.t MODIFY COLUMN ...`, then run"));
  // The advice works.
  Run("ALTER TABLE hw_mutation_test.t MODIFY COLUMN s String");
  EXPECT_EQ(Run("SELECT count() FROM hw_mutation_test.t WHERE s = 'a'"), "63\n");
  EXPECT_EQ(Run("SELECT count() FROM system.mutations WHERE database = 'hw_mutation_test' AND "
                "NOT is_done"),
            "0\n");
}

// Its own fails because one of somebody else's does that stands before it.
TEST_P(Mutations, AreToldOfOlderOnesThatFail) {
  if (is_old()) GTEST_SKIP() << "18.16 does not tell that a mutation fails";
  Run("ALTER TABLE hw_mutation_test.t UPDATE s = toString(throwIf(x = 17)) WHERE 1 SETTINGS "
      "mutations_sync = 0");
  clock_.Sleep(std::chrono::milliseconds(2500));  // older, for a clock of whole seconds
  const auto report = Send("ALTER TABLE hw_mutation_test.t UPDATE s = 'c' WHERE 1");
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_THAT(report.error().message(), HasSubstr("mutation_8.txt"));
  EXPECT_THAT(report.error().message(), HasSubstr("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"));
}

INSTANTIATE_TEST_SUITE_P(All, Mutations, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
