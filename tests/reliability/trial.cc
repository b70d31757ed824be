#include "reliability/trial.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <future>
#include <regex>
#include <thread>

#include "base/text.h"
#include "db/tsv.h"
#include "reliability/nasty.h"

namespace housewright::reliability {
namespace {

constexpr int kRunsAtMost = 6;
const Variables::value_type kUsualLease{"HOUSEWRIGHT_TARGET_SERVER_LOCK_LEASE", "60s"};

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

void Strike(Blow blow, const Tool& tool, const std::function<void()>& kill_server) {
  switch (blow) {
    case Blow::kNone:
      return;
    case Blow::kKill:
      return tool.Signal(SIGKILL);
    case Blow::kTerminate:
      return tool.Signal(SIGTERM);
    case Blow::kInterrupt:
      return tool.Signal(SIGINT);
    case Blow::kInterruptTwice:
      tool.Signal(SIGINT);
      // Two that are pending at once are one to the kernel.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return tool.Signal(SIGINT);
    case Blow::kServerDies:
      return kill_server();
  }
}

// Rows of the run that died came after this one had read the journal. What a downgrade's target
// means may have changed with them, so that it stops and says so.
bool WantsToBeAskedAgain(const Goal& goal, const Ended& ended) {
  return goal.command.front() == "downgrade" && ended.exit_code == 4 &&
         ended.output.find("another run has written to the journal since it was read") !=
             std::string::npos;
}

}  // namespace

const std::vector<FaultKind>& KindsOfFault() {
  static const std::vector<FaultKind> kinds = {
      {"killed before it is sent", Wire::kNotSent, Moment::kArrived, Blow::kKill},
      {"killed while it runs", Wire::kAbandoned, Moment::kSent, Blow::kKill},
      {"killed before the answer", Wire::kNoAnswer, Moment::kAnswered, Blow::kKill},
      {"killed with the answer", Wire::kWhole, Moment::kAnswered, Blow::kKill},
      {"SIGTERM while it runs", Wire::kWhole, Moment::kSent, Blow::kTerminate},
      {"Ctrl-C while it runs", Wire::kWhole, Moment::kSent, Blow::kInterrupt},
      {"Ctrl-C twice while it runs", Wire::kAbandoned, Moment::kSent, Blow::kInterruptTwice},
      {"reset before it is sent", Wire::kNotSent},
      {"no answer", Wire::kNoAnswer},
      {"half an answer", Wire::kHalfAnswer},
      {"cut off while it runs", Wire::kAbandoned, Moment::kSent},
      {"502 of a proxy", Wire::kBadGateway},
      {"504 of a proxy while it runs", Wire::kGatewayTimeout},
      {"200 and then an exception", Wire::kLateException},
  };
  return kinds;
}

void PrintTo(const Goal& goal, std::ostream* out) { *out << goal.command.front(); }

Trial::Trial(const db::Endpoint& server, Proxy& proxy, const std::string& folder,
             std::string database, ServerKind kind)
    : proxy_(proxy), folder_(folder), database_(std::move(database)), kind_(kind) {
  UseServer(server);
}

Trial::~Trial() {
  proxy_.Disarm();
  Drop();
}

// What the Keeper has goes with the last table, which a plain DROP would do later.
void Trial::Drop() {
  const std::string_view now = kind_ == ServerKind::kKeeper ? " SYNC" : "";
  (void)session_->Query(fmt::format("DROP DATABASE IF EXISTS {}{}", database_, now));
}

void Trial::UseServer(const db::Endpoint& server) {
  server_ = server;
  proxy_.SetServer(server);
  session_ = *db::OpenHttpSession(server);
}

std::string Trial::server_url() const {
  return fmt::format("http://{}:{}", server_.host, server_.port);
}

Variables Trial::VariablesFor(const std::string& url) const {
  Variables variables{{"HOUSEWRIGHT_VAR_DB", database_},
                      {"HOUSEWRIGHT_VAR_READER", server_.user},
                      {"HOUSEWRIGHT_VAR_READER_PASSWORD", server_.password},
                      {"NASTY_URL", url},
                      {"NASTY_USER", server_.user},
                      {"NASTY_PASSWORD", server_.password}};
  if (kind_ == ServerKind::kKeeper) {
    variables.emplace_back("HOUSEWRIGHT_TARGET_SERVER_KEEPER_PATH", "/" + database_);
    variables.emplace_back("HOUSEWRIGHT_TARGET_SERVER_SINGLE_SERVER", "true");
  }
  return variables;
}

Variables Trial::WithoutFaults() const {
  Variables variables = VariablesFor(server_url());
  variables.push_back(kUsualLease);
  return variables;
}

std::string Trial::Ask(const std::string& sql) {
  auto answer = session_->Query(sql);
  if (answer) return *std::move(answer);
  ADD_FAILURE() << answer.error().ToString() << "\nin " << sql;
  return {};
}

void Trial::Begin(const Goal& goal) {
  proxy_.Disarm();
  Drop();
  Ask("CREATE DATABASE " + database_);
  journal_.clear();
  if (goal.before.empty()) return;
  const Ended ended = RunTool(folder_, goal.before, WithoutFaults());
  ASSERT_EQ(ended.exit_code, 0) << ended.output;
}

Ended Trial::RunWithFault(const Goal& goal, const FaultKind& kind, int at,
                          const std::function<void()>& kill_server) {
  // Shared: the proxy's thread may still hold it when the run has ended.
  std::promise<std::shared_ptr<Tool>> promise;
  const std::shared_future<std::shared_ptr<Tool>> started = promise.get_future().share();
  proxy_.Arm(at, {.name = kind.name,
                  .wire = kind.wire,
                  .moment = kind.moment,
                  .then = [started, blow = kind.blow, kill_server] {
                    Strike(blow, *started.get(), kill_server);
                  }});
  Variables variables = VariablesFor(proxy_.url());
  if (at == 0) variables.push_back(kUsualLease);
  const auto tool = std::make_shared<Tool>(folder_, goal.command, variables);
  promise.set_value(tool);
  Ended ended = tool->Wait();
  proxy_.Disarm();
  EXPECT_EQ(ended.output.find("Sanitizer"), std::string::npos) << ended.output;
  return ended;
}

void Trial::RunToTheEnd(const Goal& goal) {
  std::string story;
  std::vector<std::string> command = goal.command;
  // A run that was killed between the making of its lock and the first row in it cannot be told
  // from one that lives, until its lease is over.
  command.insert(command.end(), {"--wait", "60"});
  for (int run = 0; run < kRunsAtMost; ++run) {
    const Ended ended = RunTool(folder_, command, WithoutFaults());
    story += ended.output;
    if (ended.exit_code == 0) return;
    if (WantsToBeAskedAgain(goal, ended)) continue;
    ASSERT_EQ(ended.exit_code, 5) << "a run without faults fails:\n" << story;
    ASSERT_NO_FATAL_FAILURE(DecideAsAPerson(ended.output));
  }
  FAIL() << "the goal is not reached:\n" << story;
}

// As the error says: looks at the server, then runs `housewright resolve`.
void Trial::DecideAsAPerson(const std::string& output) {
  ++asked_a_person_;
  static const std::regex kWhere(
      "whether statement ([0-9]+) of [0-9]+ of revision ([0-9]+) "
      "\\((upgrade|downgrade)\\) took effect");
  std::smatch where;
  ASSERT_TRUE(std::regex_search(output, where, kWhere)) << output;
  const std::string unit = fmt::format("{} {} {}", where[2].str(), where[3].str(), where[1].str());
  const auto& truths = Nasty::Truths(kind_);
  const auto truth = truths.find(unit);
  ASSERT_NE(truth, truths.end()) << "a person is asked of " << unit << ":\n" << output;
  const bool took_effect = Ask(Replaced(truth->second, "{db}", database_)) == "1\n";
  const Ended resolved = RunTool(
      folder_, {"resolve", where[2].str(), took_effect ? "--took-effect" : "--had-no-effect"},
      WithoutFaults());
  ASSERT_EQ(resolved.exit_code, 0) << output << resolved.output;
}

std::string Trial::Contents() {
  const auto tables = db::ParseTsv(
      Ask(fmt::format("SELECT name, engine FROM system.tables WHERE database = '{}' AND name NOT "
                      "LIKE 'housewright_%' ORDER BY name",
                      database_)),
      2);
  std::string contents;
  for (const db::TsvRow& table : *tables) {
    const std::string name = fmt::format("{}.{}", database_, table[0]);
    contents += Ask("SHOW CREATE TABLE " + name);
    const bool has_rows = table[1].find("MergeTree") != std::string::npos;
    if (!has_rows) continue;
    // Of rows that merge in the background, as they are when they are merged.
    const bool merges = table[1] != "MergeTree";
    contents += Ask(
        fmt::format("SELECT count(), sum(cityHash64(*)) FROM {}{}", name, merges ? " FINAL" : ""));
  }
  return Replaced(contents, database_, "DB");
}

void Trial::CheckJournalOnlyGrew() {
  if (Ask(fmt::format("EXISTS TABLE {}.housewright_journal", database_)) != "1\n") {
    EXPECT_EQ(journal_, "") << "the journal is gone";
    return;
  }
  const std::string now =
      Ask(fmt::format("SELECT * FROM {}.housewright_journal ORDER BY seq, nonce", database_));
  EXPECT_TRUE(now.starts_with(journal_)) << "the journal was\n" << journal_ << "and is\n" << now;
  journal_ = now;
}

void Trial::CheckNothingFinishedTwice() {
  Ask("SYSTEM FLUSH LOGS");
  // A server that was killed has lost it, and makes it anew with the next query.
  if (Ask("EXISTS TABLE system.query_log") != "1\n") return;
  const std::string twice = Ask(fmt::format(
      "SELECT extract(query_id, '^hw-[0-9a-f]+-([0-9]+-[ud]-[0-9]+)-') AS unit, count() "
      "FROM system.query_log WHERE toInt8(type) = 2 AND unit != '' AND substring(query_id, 4, "
      "16) IN (SELECT run_id FROM {}.housewright_journal) GROUP BY unit HAVING count() > 1",
      database_));
  EXPECT_EQ(twice, "") << "finished more than once";
}

}  // namespace housewright::reliability
