// src/exec on real servers: a run that dies at every point of a plan, and the runs after it.

#include "exec/executor.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/random.h"
#include "base/text.h"
#include "db/server_facts.h"
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MortalSession;
using testing::QueryLog;
using ::testing::SizeIs;

constexpr const char* kConfig = R"([project]
name = "crash"
state_database = "hw_exec_test"
default_target = "here"
[services.xapi]
[targets.here]
url = "http://127.0.0.1:8123"
)";

constexpr const char* kFirst = R"(-- revision: 0001
-- down_revision: none
-- message: tables

-- +upgrade
CREATE TABLE hw_exec_test.a (x Int8) ENGINE = MergeTree ORDER BY x;
CREATE TABLE hw_exec_test.b (x Int8) ENGINE = MergeTree ORDER BY x;
ALTER TABLE hw_exec_test.a ADD COLUMN y Int8;

-- +downgrade
DROP TABLE hw_exec_test.b;
DROP TABLE hw_exec_test.a;
)";

std::string Second(const std::string& annotation) {
  return R"(-- revision: 0002
-- down_revision: 0001
-- message: rows

-- +upgrade
)" + annotation +
         R"(INSERT INTO hw_exec_test.a (x, y) VALUES (1, 2);
DROP TABLE hw_exec_test.b;
CREATE VIEW hw_exec_test.v AS SELECT x FROM hw_exec_test.a;

-- +downgrade
DROP TABLE hw_exec_test.v;
CREATE TABLE hw_exec_test.b (x Int8) ENGINE = MergeTree ORDER BY x;
TRUNCATE TABLE hw_exec_test.a;
)";
}

constexpr const char* kProbe =
    "-- probe: SELECT toUInt8(count() > 0) FROM hw_exec_test.a WHERE x = 1\n";

class ExecutorOnEveryServer : public testing::ServerTest {
 protected:
  ExecutorOnEveryServer() : ServerTest("hw_exec_test") {}

  void SetUp() override {
    ServerTest::SetUp();
    if (session_) Fresh();
  }

  void Fresh() {
    MakeDatabase();
    ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  }

  static project::Project Load(const std::string& second) {
    const testing::MemoryFileSystem files{{"/project/housewright.toml", kConfig},
                                          {"/project/services/xapi/0001_tables.sql", kFirst},
                                          {"/project/services/xapi/0002_rows.sql", second}};
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

  // What a command does: read, settle, plan, run.
  Result<exec::RunReport> Upgrade(const project::Project& project, Death& death,
                                  const std::string& goal = "heads", bool down = false) {
    MortalSession statements(Open(), death, log_);
    MortalSession journal_session(Open(), death, log_);
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
        .observer = {},
        .stop = {},
        .abort = {},
    };
    exec::RunContext context;
    context.run_id = RandomHex(8);
    context.command = "upgrade";
    ASSIGN_OR_RETURN(const revision::AppliedState applied,
                     exec::SettleOpenStatements(dependencies, context, project, values,
                                                journal::Fold(contents.entries)));
    const auto plan = down ? plan::PlanDowngrade(project, applied, values, {}, goal)
                           : plan::PlanUpgrade(project, applied, values, {}, goal);
    if (!plan) return Fail(plan.error().front().error);
    return exec::Executor(dependencies, context).Run(*plan);
  }

  Result<exec::RunReport> Upgrade(const project::Project& project) {
    Death never;
    return Upgrade(project, never);
  }

  std::string Schema() {
    return Run(
        "SELECT table, name, type FROM system.columns WHERE database = 'hw_exec_test' AND table != "
        "'journal' ORDER BY table, name FORMAT TabSeparated");
  }
  std::string Rows() { return Run("SELECT x, y FROM hw_exec_test.a FORMAT TabSeparated"); }

  // A person who looks and says what is so.
  void Resolve() {
    const auto state = journal::Fold(Journal());
    journal::Journal journal(*session_, name_, facts_, 0);
    journal.ResyncBeforeAppend();
    const auto& progress = *state.revisions.at(revision::RevisionId("0002")).progress;
    ASSERT_FALSE(progress.open.empty());
    Entry entry;
    entry.kind = EntryKind::kReconciled;
    entry.revision = "0002";
    entry.direction = "upgrade";
    entry.statement = progress.open.front().index;
    entry.statements = progress.total;
    entry.statement_hash = progress.open.front().hash;
    entry.query_id = progress.open.front().query_id;
    entry.detail = journal::SettledDetail(!Rows().empty(), "a person looked");
    ASSERT_TRUE(journal.Append({entry}).has_value());
  }

  void CrashEverywhere(const std::string& second, bool may_ask_a_person);

  const journal::JournalName name_{"hw_exec_test", "journal"};
  QueryLog log_ = QueryLog::kKept;
  testing::ManualClock clock_;
};

TEST_P(ExecutorOnEveryServer, UpgradesAndDowngrades) {
  const project::Project project = Load(Second(""));
  const auto report = Upgrade(project);
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  EXPECT_EQ(report->statements_done, 6U);
  EXPECT_EQ(Schema(), "a\tx\tInt8\na\ty\tInt8\nv\tx\tInt8\n");
  EXPECT_EQ(Rows(), "1\t2\n");
  EXPECT_TRUE(journal::Fold(Journal()).IsApplied(revision::RevisionId("0002")));

  const std::size_t rows = Journal().size();
  ASSERT_TRUE(Upgrade(project).has_value());
  EXPECT_THAT(Journal(), SizeIs(rows)) << "nothing to do writes nothing";

  Death never;
  const auto down = Upgrade(project, never, "base", true);
  ASSERT_TRUE(down.has_value()) << down.error().ToString();
  EXPECT_EQ(Schema(), "");
  EXPECT_FALSE(journal::Fold(Journal()).IsApplied(revision::RevisionId("0001")));
}

TEST_P(ExecutorOnEveryServer, TellsWhatTheServerRefused) {
  Run("CREATE TABLE hw_exec_test.b (other Int8) ENGINE = Memory");
  const auto report = Upgrade(Load(Second("")));
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kServer);
  EXPECT_EQ(report.error().server_code(), 57);
  EXPECT_THAT(report.error().message(),
              HasSubstr("statement 2 of 3 of revision 0001 was refused: code 57 "
                        "TABLE_ALREADY_EXISTS: "));
  EXPECT_THAT(report.error().message(),
              HasSubstr("; statement 1 is applied and recorded, nothing of statement 2 is"));
  EXPECT_EQ(report.error().where()->file, "services/xapi/0001_tables.sql");
  EXPECT_EQ(report.error().where()->line, 7U);

  Run("DROP TABLE hw_exec_test.b");
  const auto again = Upgrade(Load(Second("")));
  ASSERT_TRUE(again.has_value()) << again.error().ToString();
  EXPECT_EQ(again->statements_done, 5U);
}

void ExecutorOnEveryServer::CrashEverywhere(const std::string& second, bool may_ask_a_person) {
  const project::Project project = Load(second);
  Death none;
  ASSERT_TRUE(Upgrade(project, none).has_value());
  const int requests = none.requests;
  const std::string schema = Schema();
  const std::string rows = Rows();
  ASSERT_GT(requests, 8);

  int decisions = 0;
  for (int at = 1; at <= requests + 2; ++at) {
    for (const bool after_sending : {false, true}) {
      const std::string where =
          fmt::format("death at request {}{}", at, after_sending ? ", after sending" : "");
      Fresh();
      Death death;
      death.at = at;
      death.after_sending = after_sending;
      (void)Upgrade(project, death);
      const std::vector<Entry> before = Journal();

      auto report = Upgrade(project);
      if (!report && report.error().code() == ErrorCode::kNeedsDecision) {
        ++decisions;
        ASSERT_TRUE(may_ask_a_person) << where << "\n" << report.error().ToString();
        EXPECT_THAT(report.error().advice(), HasSubstr("housewright resolve 0002 --took-effect"));
        Resolve();
        report = Upgrade(project);
      }
      ASSERT_TRUE(report.has_value()) << where << "\n" << report.error().ToString();
      EXPECT_EQ(Schema(), schema) << where;
      EXPECT_EQ(Rows(), rows) << where;

      const std::vector<Entry> after = Journal();
      ASSERT_GE(after.size(), before.size()) << where;
      for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(after[i].nonce, before[i].nonce) << where;
      }
      const auto state = journal::Fold(after);
      EXPECT_TRUE(state.IsApplied(revision::RevisionId("0001"))) << where;
      EXPECT_TRUE(state.IsApplied(revision::RevisionId("0002"))) << where;
      EXPECT_FALSE(exec::NeedsSettling(state)) << where;
    }
  }
  if (may_ask_a_person) {
    EXPECT_GT(decisions, 0);
  }
}

TEST_P(ExecutorOnEveryServer, ConvergesAfterADeathAtEveryRequest) {
  CrashEverywhere(Second(kProbe), false);
}

TEST_P(ExecutorOnEveryServer, ConvergesAfterADeathAtEveryRequestWithoutAQueryLog) {
  log_ = QueryLog::kNotKept;
  CrashEverywhere(Second(""), true);
}

TEST_P(ExecutorOnEveryServer, AsksAPersonWhereAnInsertLeavesNoTrace) {
  log_ = QueryLog::kNotKept;
  const project::Project project = Load(Second(""));
  Death none;
  ASSERT_TRUE(Upgrade(project, none, "0001").has_value());
  // Reading the journal, the look at the table and the intent are the first requests of a run.
  Death death;
  death.at = 4;
  death.after_sending = true;
  EXPECT_FALSE(Upgrade(project, death).has_value());
  EXPECT_EQ(Rows(), "1\t2\n");

  const auto report = Upgrade(project);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_EQ(report.error().message(),
            "nobody knows whether statement 1 of 3 of revision 0002 (upgrade) took effect: "
            "system.query_log does not know it; hw_exec_test.a has other parts than before it");
  Resolve();
  EXPECT_TRUE(Upgrade(project).has_value());
  EXPECT_EQ(Rows(), "1\t2\n");
}

TEST_P(ExecutorOnEveryServer, DoesNotProbeWhatHasChanged) {
  Death none;
  log_ = QueryLog::kNotKept;
  ASSERT_TRUE(Upgrade(Load(Second("")), none, "0001").has_value());
  Death death;
  death.at = 4;
  (void)Upgrade(Load(Second("")), death);
  const auto report = Upgrade(Load(ReplaceAll(Second(""), "VALUES (1, 2)", "VALUES (3, 4)")));
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code(), ErrorCode::kNeedsDecision);
  EXPECT_EQ(report.error().message(),
            "nobody knows whether statement 1 of 3 of revision 0002 (upgrade) took effect, and it "
            "cannot be probed: services/xapi/0002_rows.sql has changed since it was sent");
}

TEST_P(ExecutorOnEveryServer, WaitsForMutations) {
  const std::string mutation = ReplaceAll(
      Second(""), "DROP TABLE hw_exec_test.b;\n",
      "ALTER TABLE hw_exec_test.a UPDATE y = y + 1 WHERE 1;\nDROP TABLE hw_exec_test.b;\n");
  const auto report = Upgrade(Load(mutation));
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  EXPECT_EQ(Rows(), "1\t3\n");
}

TEST_P(ExecutorOnEveryServer, KeepsJournalOverheadLow) {
  constexpr int kStatements = 200;
  plan::Plan plan;
  plan::PlannedStep step;
  step.id = revision::RevisionId("0001");
  step.total = kStatements;
  const auto sql = [](int i, const char* prefix) {
    return fmt::format("CREATE TABLE hw_exec_test.{}{} (x Int8) ENGINE = MergeTree ORDER BY x",
                       prefix, i);
  };
  for (int i = 1; i <= kStatements; ++i) {
    plan::PlannedStatement planned;
    planned.index = static_cast<std::uint32_t>(i);
    planned.statement.sql.text = sql(i, "t");
    planned.statement.facts = sql::Describe(planned.statement.sql.text);
    step.statements.push_back(planned);
  }
  plan.steps.push_back(step);

  const auto milliseconds = [](auto begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
  };
  const auto bare_begin = std::chrono::steady_clock::now();
  for (int i = 1; i <= kStatements; ++i) Run(sql(i, "bare"));
  const double bare = milliseconds(bare_begin);

  const auto journal_session = Open();
  journal::Journal journal(*journal_session, name_, facts_, 0);
  const project::Redactor redactor;
  exec::Executor::Dependencies dependencies{.statements = session_.get(),
                                            .journal_session = journal_session.get(),
                                            .journal = &journal,
                                            .facts = &facts_,
                                            .redactor = &redactor,
                                            .clock = &clock_,
                                            .observer = {},
                                            .stop = {},
                                            .abort = {}};
  exec::RunContext context;
  context.run_id = RandomHex(8);
  const auto begin = std::chrono::steady_clock::now();
  const auto report = exec::Executor(dependencies, context).Run(plan);
  const double journaled = milliseconds(begin);
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  RecordProperty("bare_ms", static_cast<int>(bare));
  RecordProperty("journaled_ms", static_cast<int>(journaled));
  fmt::print("{}: {} statements bare {:.0f} ms, journaled {:.0f} ms, ratio {:.2f}\n", GetParam(),
             kStatements, bare, journaled, journaled / bare);
  // No timing is asserted: what is, is that INSERTs into the journal are few.
  const std::string parts =
      Run("SELECT uniq(client_time_ms) > 0, count() FROM hw_exec_test.journal FORMAT TabSeparated");
  EXPECT_EQ(parts, fmt::format("1\t{}\n", 2 * kStatements + 2));
}

INSTANTIATE_TEST_SUITE_P(All, ExecutorOnEveryServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
