// The model of a server against real ones: what the production code asks and sends in a few
// scenarios is played on both, and each answer is compared. The texts are those of the production
// code, so that the model cannot know others than are sent.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "db/tsv.h"
#include "exec/probe.h"
#include "journal/journal.h"
#include "journal/run_lock.h"
#include "schema/parse.h"
#include "server.h"
#include "sql/statement_facts.h"
#include "support/server_test.h"

namespace housewright::simulation {
namespace {

using exec::testing::Op;
using exec::testing::OpKind;
using journal::RunLock;

// The real server's database has another name than the model's.
constexpr std::string_view kDatabase = "hw_simulation_test";

std::string WithRealNames(std::string_view sql) {
  std::string text = ReplaceAll(std::string(sql), "`hw`", fmt::format("`{}`", kDatabase));
  text = ReplaceAll(text, "'hw'", fmt::format("'{}'", kDatabase));
  return ReplaceAll(text, " hw.", fmt::format(" {}.", kDatabase));
}

// Times and random ids differ: a number of nine digits or more, and what follows a nonce.
std::string WithoutChance(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789abcdef", i), text.size());
    const std::string_view word = text.substr(i, end - i);
    const bool is_number = word.find_first_not_of("0123456789") == std::string_view::npos;
    const bool is_time = word.size() == 10 && is_number && word.starts_with('1');
    const bool is_id = word.size() == 16 && word.find_first_not_of(word.front()) != word.npos;
    const bool is_model_id = word.size() == 6 && is_number && plain.ends_with('n');
    if (is_model_id) plain.pop_back();
    plain += is_time ? "TIME" : is_id || is_model_id ? "ID" : std::string(word);
    if (end < text.size()) plain += text[end];
    i = end + 1;
  }
  return plain;
}

// Rows come in any order, and the real ones say times as text.
std::string Sorted(const std::string& body) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(body, '\n')) {
    std::string text;
    for (const std::string_view field : Split(line, '\t')) {
      const bool is_time = field.size() == 19 && field[4] == '-' && field[10] == ' ';
      // Quotes may be escaped, or not.
      text += is_time ? "TIME" : ReplaceAll(std::string(field), "\\'", "'");
      text += '\t';
    }
    lines.push_back(std::move(text));
  }
  std::ranges::sort(lines);
  return Join(lines, "\n");
}

// What the tool reads out of a definition; the spelling is a matter of versions.
std::string Definition(const std::string& body) {
  const auto rows = db::ParseTsv(body, 1);
  if (!rows || rows->empty()) return "";
  const auto object = schema::ParseObject(rows->front()[0]);
  if (!object) return "not to be read: " + body;
  std::string text = object->clauses.at("ENGINE");
  for (const schema::Column& column : object->columns) text += ", " + column.Text();
  return text;
}

// The last column is a time that has gone by.
std::string WithoutAges(const std::string& body) {
  std::string text;
  for (const std::string_view line : Split(body, '\n')) {
    text += std::string(line.substr(0, line.rfind('\t'))) + "\n";
  }
  return text;
}

// Passes requests on, and writes down what was answered.
class Recorder final : public db::Session {
 public:
  using Pass = std::function<db::QueryResult(const db::Request&)>;
  Recorder(Pass pass, std::vector<std::string>& record) : pass_(std::move(pass)), record_(record) {}

  db::QueryResult Execute(const db::Request& request) override {
    auto answer = pass_(request);
    std::string text;
    if (request.sql.find("table = 'mutations'") != std::string_view::npos) {
      text = "which columns it has is a matter of versions";
    } else if (answer && !request.query_id.empty()) {
      text = "done";
    } else if (answer && request.sql.starts_with("SELECT create_table_query ")) {
      text = Definition(answer->body);
    } else if (answer && request.sql.find("- toUInt32(server_time)") != std::string_view::npos) {
      text = Sorted(WithoutAges(answer->body));
    } else if (answer) {
      text = Sorted(answer->body);
    } else {
      text = fmt::format("code {}", answer.error().error.server_code().value_or(-1));
    }
    record_.push_back(WithoutChance(
        fmt::format("{}{} => {}", request.sql, request.body.empty() ? "" : " ...", text)));
    return answer;
  }
  const db::Endpoint& endpoint() const override { return endpoint_; }

 private:
  Pass pass_;
  std::vector<std::string>& record_;
  db::Endpoint endpoint_;
};

const journal::JournalName kJournal{"hw", "journal"};

journal::LockOwner Owner(char digit) {
  return {.run_id = std::string(16, digit),
          .command = "upgrade",
          .os_user = "ada",
          .os_host = "it's\ta host\\",
          .process = "",
          .tool_version = "0.1.0"};
}

RunLock::Attempt Try(db::Session& session, const db::ServerFacts& facts, char digit,
                     std::uint64_t last_seq = 0) {
  auto attempt = RunLock::Try(
      session, {kJournal, std::chrono::seconds(60)},
      [&facts] { return Result<const db::ServerFacts*>(&facts); }, last_seq, Owner(digit));
  EXPECT_TRUE(attempt.has_value()) << attempt.error().ToString();
  return *std::move(attempt);
}

void Append(db::Session& session, const db::ServerFacts& facts, const RunLock* lock) {
  journal::Journal journal(session, kJournal, facts, 0);
  journal.ResyncBeforeAppend();
  journal.FenceWith(lock);
  journal::Entry entry;
  entry.kind = journal::EntryKind::kEpoch;
  entry.run_id = std::string(16, lock == nullptr ? 'c' : lock->run_id().front());
  entry.error = "a tab\tand 'quotes'\nand a \\";
  entry.error_code = -7;
  journal::Entry intent = entry;
  intent.kind = journal::EntryKind::kIntent;
  intent.query_id = "hw-" + entry.run_id + "-0001-u-1-1";
  (void)journal.Append({entry, intent});
  (void)journal.ReadIntents({intent.query_id, "hw-nobody"});
}

// A lock is taken, refused, released, taken over; the fence holds and refuses.
void PlayLocks(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::ReadJournal(session, kJournal, true);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::ReadLocks(session, kJournal);
  const std::unique_ptr<RunLock> first = Try(session, facts, 'a').lock;
  EXPECT_EQ(Try(session, facts, 'b').lock, nullptr);
  Append(session, facts, first.get());
  (void)first->Renew(session);
  (void)journal::CountRunning(session, first->run_id());
  (void)first->Release(session);
  // The name is free, and another's by the same number.
  Append(session, facts, first.get());
  (void)first->Renew(session);
  const std::unique_ptr<RunLock> second = Try(session, facts, 'b').lock;
  Append(session, facts, first.get());
  (void)first->Renew(session);
  Append(session, facts, second.get());
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
  Append(session, facts, nullptr);
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

  using Scenario = std::function<void(db::Session&, const db::ServerFacts&)>;

  std::vector<std::string> OnTheServer(const Scenario& scenario) {
    std::vector<std::string> record;
    Recorder recorder(
        [this](const db::Request& request) {
          db::Request real = request;
          const std::string sql = WithRealNames(request.sql);
          const std::string body = WithRealNames(request.body);
          real.sql = sql;
          real.body = body;
          auto answer = session_->Execute(real);
          if (request.query_id.find("-u-") != std::string::npos) WaitForLog(request.query_id);
          return answer;
        },
        record);
    scenario(recorder, facts_);
    return record;
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

  std::vector<std::string> OnTheModel(const Scenario& scenario) {
    class Nobody final : public Witness {
     public:
      void Arrived(const Call&) override {}
      void ArrivedLate(const Call&) override {}
      void TookEffect(const Call&, const exec::testing::Applied&) override {}
      void Written(const std::vector<journal::Entry>&) override {}
      void DidNotUnderstand(const std::string& sql) override { ADD_FAILURE() << sql; }
      bool WantsNotes() const override { return false; }
      void Note(const std::string&) override {}
    } nobody;
    Scheduler scheduler(1);
    Server server(scheduler, nobody, Form::kSingle, LogKind::kWhole, Flaw::kNone);
    server.state.databases.insert("hw");
    for (const Op& op : Statements(true)) server.ops[SqlOf(op)] = op;
    Process process{.name = "tool"};
    std::vector<std::string> record;
    scheduler.Start(process, [&] {
      Recorder recorder(
          [&](const db::Request& request) {
            return server.Execute(request, std::chrono::minutes(5));
          },
          record);
      scenario(recorder, facts_);
    });
    EXPECT_TRUE(scheduler.Run(std::chrono::hours(1)));
    return record;
  }

  void Compare(const Scenario& scenario) {
    const std::vector<std::string> real = OnTheServer(scenario);
    const std::vector<std::string> model = OnTheModel(scenario);
    EXPECT_EQ(model.size(), real.size());
    for (std::size_t i = 0; i < std::min(model.size(), real.size()); ++i) {
      EXPECT_EQ(model[i], real[i]) << "request " << i + 1 << " of " << real.size();
    }
  }
};

TEST_P(ModelAndServer, AnswerTheSameAboutLocksAndTheJournal) { Compare(PlayLocks); }

TEST_P(ModelAndServer, AnswerTheSameAboutStatementsAndTheirProbes) { Compare(PlayStatements); }

INSTANTIATE_TEST_SUITE_P(All, ModelAndServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright::simulation
