// The model of a server against real ones: what the production code asks and sends in a few
// scenarios is played on both, and each answer is compared.

#include "calibration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "exec/probe.h"
#include "sql/statement_facts.h"
#include "support/server_test.h"

namespace housewright::simulation {
namespace {

using exec::testing::Op;
using exec::testing::OpKind;
using journal::RunLock;

// The real server's database has another name than the model's.
constexpr std::string_view kDatabase = "hw_simulation_test";

const journal::JournalName kJournal{"hw", "journal"};

RunLock::Attempt Try(db::Session& session, const db::ServerFacts& facts, char digit) {
  return TryToLock(session, {kJournal, std::chrono::seconds(60)}, facts, digit);
}

// A lock is taken, refused, released, taken over; the fence holds and refuses.
void PlayLocks(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::ReadJournal(session, kJournal, true);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::ReadLocks(session, kJournal);
  const std::unique_ptr<RunLock> first = Try(session, facts, 'a').lock;
  EXPECT_EQ(Try(session, facts, 'b').lock, nullptr);
  AppendAndReadBack(session, kJournal, facts, first.get());
  (void)first->Renew(session);
  (void)journal::CountRunning(session, first->run_id());
  (void)first->Release(session);
  // The name is free, and another's by the same number.
  AppendAndReadBack(session, kJournal, facts, first.get());
  (void)first->Renew(session);
  const std::unique_ptr<RunLock> second = Try(session, facts, 'b').lock;
  AppendAndReadBack(session, kJournal, facts, first.get());
  (void)first->Renew(session);
  AppendAndReadBack(session, kJournal, facts, second.get());
  // A run that looked before: the number is taken.
  (void)session.Execute({.sql = "CREATE TABLE `hw`.`journal_lock_0000000001` "
                                "(run_cccccccccccccccc UInt8, command String, os_user String, "
                                "os_host String, process String, tool_version String, renewed "
                                "DateTime, until DateTime) ENGINE = MergeTree ORDER BY tuple() "
                                "SETTINGS index_granularity = 8192"});
  // One that was made, and has no row.
  (void)session.Execute({.sql = "CREATE TABLE `hw`.`journal_lock_0000000009` "
                                "(run_dddddddddddddddd UInt8, command String, os_user String, "
                                "os_host String, process String, tool_version String, renewed "
                                "DateTime, until DateTime) ENGINE = MergeTree ORDER BY tuple() "
                                "SETTINGS index_granularity = 8192"});
  (void)journal::ReadLocks(session, kJournal);
  (void)second->Release(session);
  (void)second->Release(session);
  AppendAndReadBack(session, kJournal, facts, nullptr);
  (void)journal::ReadJournal(session, kJournal, true);
  (void)session.Query("SELECT sleep(0.1) FORMAT TabSeparated");
}

Op OpOf(OpKind kind, const std::string& table, bool tolerant = false) {
  Op op;
  op.kind = kind;
  op.tolerant = tolerant;
  op.table = {"hw", table};
  op.other = {"hw", "b"};
  op.column = "c";
  op.new_column = "d";
  return op;
}

// Valid and refused, with what a probe asks after each.
std::vector<Op> Statements(bool is_new) {
  std::vector<Op> ops{OpOf(OpKind::kDropTable, "a"),
                      OpOf(OpKind::kDropTable, "a", true),
                      OpOf(OpKind::kInsert, "a"),
                      OpOf(OpKind::kGuard, "a"),
                      OpOf(OpKind::kCreateTable, "a"),
                      OpOf(OpKind::kCreateTable, "a"),
                      OpOf(OpKind::kCreateTable, "a", true),
                      OpOf(OpKind::kInsert, "a"),
                      OpOf(OpKind::kGuard, "a"),
                      OpOf(OpKind::kRenameTable, "a"),
                      OpOf(OpKind::kRenameTable, "a"),
                      OpOf(OpKind::kCreateTable, "a"),
                      OpOf(OpKind::kRenameTable, "a"),
                      OpOf(OpKind::kCreateView, "v"),
                      OpOf(OpKind::kCreateView, "v"),
                      OpOf(OpKind::kCreateView, "v", true),
                      OpOf(OpKind::kDropTable, "b")};
  if (!is_new) return ops;
  for (const OpKind kind :
       {OpKind::kAddColumn, OpKind::kAddColumn, OpKind::kRenameColumn, OpKind::kRenameColumn,
        OpKind::kDropColumn, OpKind::kCommentTable, OpKind::kCreateFunction,
        OpKind::kCreateFunction, OpKind::kReplaceFunction, OpKind::kDropFunction,
        OpKind::kDropFunction}) {
    ops.push_back(OpOf(kind, "a"));
  }
  ops.push_back(OpOf(OpKind::kExchange, "a"));  // b is gone
  ops.push_back(OpOf(OpKind::kCreateTable, "b"));
  ops.push_back(OpOf(OpKind::kExchange, "a"));
  return ops;
}

void PlayStatements(db::Session& session, const db::ServerFacts& facts) {
  int number = 0;
  for (const Op& op : Statements(facts.version.major > 18)) {
    const std::string sql = SqlOf(op);
    const std::string query_id = fmt::format("hw-{}-0001-u-{}-1", std::string(16, 'e'), ++number);
    (void)session.Execute({.sql = sql, .query_id = query_id});
    project::RenderedStatement statement;
    statement.sql.text = sql;
    statement.facts = sql::Describe(sql);
    (void)exec::ProbeStatement(session, facts, statement, query_id, {});
    // As if the log were not to be read.
    (void)exec::ProbeStatement(session, facts, statement, "hw-nobody-knows-it", {});
  }
}

class ModelAndServer : public testing::ServerTest {
 protected:
  ModelAndServer() : ServerTest(std::string(kDatabase)) {}

  std::vector<std::string> OnTheServer(const Scenario& scenario) {
    return Record(scenario, facts_, [this](const db::Request& request) {
      auto answer = AskWithRealNames(*session_, request, kDatabase);
      if (request.query_id.find("-u-") != std::string::npos) WaitForLog(request.query_id);
      return answer;
    });
  }

  // Its row may come after the answer.
  void WaitForLog(const std::string& query_id) {
    for (int i = 0; i < 200; ++i) {
      Run("SYSTEM FLUSH LOGS");
      const auto rows = session_->Query(fmt::format(
          "SELECT count() FROM system.query_log WHERE type != 1 AND query_id = '{}'", query_id));
      if (rows && *rows != "0\n") return;
      Run("SELECT sleep(0.05)");
    }
    ADD_FAILURE() << "system.query_log does not know " << query_id;
  }

  void Compare(const Scenario& scenario) {
    const std::vector<std::string> real = OnTheServer(scenario);
    ExpectTheSame(RecordOnModel(scenario, facts_, Form::kSingle, Statements(true)), real);
  }
};

TEST_P(ModelAndServer, AnswerTheSameAboutLocksAndTheJournal) { Compare(PlayLocks); }

TEST_P(ModelAndServer, AnswerTheSameAboutStatementsAndTheirProbes) { Compare(PlayStatements); }

INSTANTIATE_TEST_SUITE_P(All, ModelAndServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright::simulation
