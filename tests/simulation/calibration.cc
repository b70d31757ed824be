#include "calibration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "db/tsv.h"
#include "schema/parse.h"

namespace housewright::simulation {
namespace {

std::string WithRealNames(std::string_view sql, std::string_view database) {
  std::string text = ReplaceAll(std::string(sql), "`hw`", fmt::format("`{}`", database));
  text = ReplaceAll(text, "'hw'", fmt::format("'{}'", database));
  return ReplaceAll(text, " hw.", fmt::format(" {}.", database));
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

// The fifth column of intents is a time that has gone by.
std::string WithoutAges(const std::string& body) {
  std::string text;
  for (const std::string_view line : Split(body, '\n')) {
    std::vector<std::string> fields;
    for (const std::string_view field : Split(line, '\t')) fields.emplace_back(field);
    if (fields.size() > 4) fields[4] = "AGE";
    text += Join(fields, "\t") + "\n";
  }
  return text;
}

// Passes requests on, and writes down what was answered.
class Recorder final : public db::Session {
 public:
  Recorder(Pass pass, const std::string& host, std::vector<std::string>& record)
      : pass_(std::move(pass)), host_(host), record_(record) {}

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
      // The model's is "model".
      text = Sorted(ReplaceAll(answer->body, "\t" + host_ + "\t", "\tmodel\t"));
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
  const std::string& host_;
  std::vector<std::string>& record_;
  db::Endpoint endpoint_;
};

class Nobody final : public Witness {
 public:
  void Arrived(const Call&) override {}
  void ArrivedLate(const Call&) override {}
  void TookEffect(const Call&, const exec::testing::Applied&) override {}
  void Written(const std::vector<journal::Entry>&) override {}
  void DidNotUnderstand(const std::string& sql) override { ADD_FAILURE() << sql; }
  bool WantsNotes() const override { return false; }
  void Note(const std::string&) override {}
};

}  // namespace

std::vector<std::string> Record(const Scenario& scenario, const db::ServerFacts& facts, Pass pass) {
  std::vector<std::string> record;
  Recorder recorder(std::move(pass), facts.host_name, record);
  scenario(recorder, facts);
  return record;
}

std::vector<std::string> RecordOnModel(const Scenario& scenario, const db::ServerFacts& facts,
                                       Form form, const std::vector<exec::testing::Op>& ops) {
  Nobody nobody;
  Scheduler scheduler(1);
  Server server(scheduler, nobody, form, LogKind::kWhole, Flaw::kNone);
  server.state.databases.insert("hw");
  for (const exec::testing::Op& op : ops) server.ops[SqlOf(op)] = op;
  Process process{.name = "tool"};
  std::vector<std::string> record;
  scheduler.Start(process, [&] {
    record = Record(scenario, facts, [&server](const db::Request& request) {
      return server.Execute(request, std::chrono::minutes(5));
    });
  });
  EXPECT_TRUE(scheduler.Run(std::chrono::hours(1)));
  return record;
}

db::QueryResult AskWithRealNames(db::Session& session, const db::Request& request,
                                 std::string_view database) {
  db::Request real = request;
  const std::string sql = WithRealNames(request.sql, database);
  const std::string body = WithRealNames(request.body, database);
  real.sql = sql;
  real.body = body;
  return session.Execute(real);
}

void ExpectTheSame(const std::vector<std::string>& model, const std::vector<std::string>& real) {
  EXPECT_EQ(model.size(), real.size());
  for (std::size_t i = 0; i < std::min(model.size(), real.size()); ++i) {
    EXPECT_EQ(model[i], real[i]) << "request " << i + 1 << " of " << real.size();
  }
}

journal::LockOwner OwnerOf(char digit) {
  return {.run_id = std::string(16, digit),
          .command = "upgrade",
          .os_user = "ada",
          .os_host = "it's\ta host\\",
          .process = "",
          .tool_version = "0.1.0"};
}

journal::RunLock::Attempt TryToLock(db::Session& session, const journal::RunLock::Place& place,
                                    const db::ServerFacts& facts, char digit) {
  auto attempt = journal::RunLock::Try(
      session, place, [&facts] { return Result<const db::ServerFacts*>(&facts); }, 0,
      OwnerOf(digit));
  EXPECT_TRUE(attempt.has_value()) << attempt.error().ToString();
  return *std::move(attempt);
}

void AppendAndReadBack(db::Session& session, const journal::JournalName& name,
                       const db::ServerFacts& facts, const journal::RunLock* lock) {
  journal::Journal journal(session, name, facts, 0);
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

}  // namespace housewright::simulation
