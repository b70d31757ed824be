// Secrets are planted in every place where they can come from, and searched for in every place
// where they must not be: what commands print, the journal, what the server logs of the tool's own
// queries, the command lines and environments of child processes, files that are left behind.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "base/random.h"
#include "base/text.h"
#include "db/session.h"
#include "reliability/tool.h"
#include "support/real_server.h"

namespace housewright::reliability {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  // What a process has in /proc may go while it is read.
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  return text.str();
}

void Write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

constexpr char kPlantedConfig[] = R"([project]
name = "planted"
state_database = "planted"
[variables]
from_environment = { secret = true, env = "PLANTED_ENVIRONMENT" }
from_file = { secret = true, file = "planted.txt" }
from_variable = { secret = true }
from_default = { secret = true, default = "PLANT-DEFAULT" }
[services.app]
[targets.server]
url = { env = "PLANTED_URL" }
user = "planted"
password = { env = "PLANTED_PASSWORD" }
[targets.engine]
url = "embedded:engine"
user = "planted"
password = { env = "PLANTED_PASSWORD" }
)";

// The secrets go to the server in DDL, in rows and in an expression; the last statement fails with
// a message of the server that holds one.
constexpr char kRevision[] = R"(-- revision: 0001
-- down_revision: none
-- message: Secrets everywhere
-- +upgrade
CREATE TABLE planted.a (id UInt64, s String DEFAULT {{ from_default }}) ENGINE = MergeTree ORDER BY id;
CREATE DICTIONARY planted.d (id UInt64, s String) PRIMARY KEY id
SOURCE(CLICKHOUSE(DB 'planted' TABLE 'a' USER 'planted' PASSWORD {{ from_environment }}))
LAYOUT(FLAT()) LIFETIME(0);
INSERT INTO planted.a VALUES (1, {{ from_file }});
ALTER TABLE planted.a UPDATE s = concat(s, {{ from_variable }}) WHERE sleepEachRow(0.5) = 0;
INSERT INTO planted.a SELECT 2, throwIf(number = 0, {{ from_variable }}) FROM numbers(1);
-- +downgrade
DROP DICTIONARY planted.d;
DROP TABLE planted.a;
)";

// What a process and its descendants show to others while they run.
class ProcessWatch {
 public:
  explicit ProcessWatch(pid_t tool)
      : thread_([this, tool](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            Look(tool);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
        }) {}
  // Ends the watch.
  std::string Seen() {
    thread_.request_stop();
    thread_.join();
    std::string seen;
    for (const std::string& text : seen_) seen += text + "\n";
    return seen;
  }
  std::size_t children() const { return children_.size(); }

 private:
  void Look(pid_t tool) {
    std::set<std::string> family = {std::to_string(tool)};
    // Parents have mostly lower ids than their children: two rounds find grandchildren too.
    for (int round = 0; round < 2; ++round) {
      for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string id = entry.path().filename();
        if (id.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::string stat = ReadAll(entry.path() / "stat");
        const std::size_t name_end = stat.rfind(") ");
        if (name_end == std::string::npos) continue;
        const auto fields = Split(std::string_view(stat).substr(name_end + 2), ' ');
        if (fields.size() > 1 && family.contains(std::string(fields[1]))) family.insert(id);
      }
    }
    const std::string own = ReadAll(fmt::format("/proc/{}/cmdline", tool));
    seen_.insert(own);
    for (const std::string& id : family) {
      const std::string command = ReadAll(fs::path("/proc") / id / "cmdline");
      // A child that has not become another program yet shows what its parent shows.
      if (command.empty() || command == own) continue;
      children_.insert(id);
      seen_.insert(command);
      seen_.insert(ReadAll(fs::path("/proc") / id / "environ"));
    }
  }

  std::set<std::string> seen_;
  std::set<std::string> children_;
  std::jthread thread_;  // the last member: it uses all the others
};

class Secrets : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string mark = RandomHex(6);
    for (const char* place : {"ENVIRONMENT", "FILE", "VARIABLE", "DEFAULT", "PASSWORD"}) {
      plants_.push_back(fmt::format("hw{}plant{}", ToLower(place), mark));
    }
    std::string config = kPlantedConfig;
    config.replace(config.find("PLANT-DEFAULT"), std::string("PLANT-DEFAULT").size(), plants_[3]);
    Write(project_ / "housewright.toml", config);
    Write(project_ / "planted.txt", plants_[1] + "\n");
    Write(project_ / "services/app/0001_secrets.sql", kRevision);
    Write(project_ / "bootstrap/0001_database.sql", "CREATE DATABASE IF NOT EXISTS planted;\n");
    engine::EngineOptions options = testing::EngineOptionsForTests();
    options.extra_users = {{"planted", plants_[4]}};
    auto engine = engine::StartEngine(options);
    if (!engine && engine.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << engine.error().ToString();
    }
    ASSERT_TRUE(engine.has_value()) << engine.error().ToString();
    engine_ = *std::move(engine);
    session_ = *db::OpenHttpSession(engine_->endpoint());
  }

  Variables WithSecrets() const {
    return {{"PLANTED_URL", fmt::format("http://127.0.0.1:{}", engine_->endpoint().port)},
            {"PLANTED_ENVIRONMENT", plants_[0]},
            {"HOUSEWRIGHT_VAR_FROM_VARIABLE", plants_[2]},
            {"PLANTED_PASSWORD", plants_[4]},
            {"HOUSEWRIGHT_ENGINE_LIBRARY", testing::EngineOptionsForTests().library},
            {"TMPDIR", temporary_.path()}};
  }

  // Runs a command, and looks through what it prints and what its processes show meanwhile.
  Ended Run(const std::vector<std::string>& arguments) {
    Tool tool(project_.path(), arguments, WithSecrets());
    ProcessWatch watch(tool.id());
    Ended ended = tool.Wait();
    const std::string name = Join(arguments, " ");
    Search(ended.output, "what `" + name + "` prints");
    Search(watch.Seen(), "the processes of `" + name + "`");
    children_ += watch.children();
    return ended;
  }
  void Search(const std::string& text, const std::string& where) const {
    for (const std::string& plant : plants_) {
      // Without the text: an environment does not belong into the output of a test.
      EXPECT_TRUE(text.find(plant) == std::string::npos) << plant << " is in " << where;
    }
  }
  void SearchFiles(const std::string& folder) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) Search(ReadAll(entry.path()), entry.path());
    }
  }
  std::string Ask(const std::string& sql) {
    auto answer = session_->Query(sql);
    EXPECT_TRUE(answer.has_value()) << answer.error().ToString();
    return answer.value_or("");
  }

  std::vector<std::string> plants_;
  const testing::TemporaryDirectory project_;
  const testing::TemporaryDirectory temporary_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<db::Session> session_;
  std::size_t children_ = 0;
};

TEST_F(Secrets, AreNowhereButWhereTheyMustBe) {
  EXPECT_EQ(Run({"check"}).exit_code, 0);
  EXPECT_EQ(Run({"upgrade", "--sql", "-t", "server"}).exit_code, 0);
  EXPECT_EQ(Run({"plan", "-t", "server"}).exit_code, 0);
  EXPECT_EQ(Run({"plan", "-t", "server", "--format", "json"}).exit_code, 0);
  const Ended failed = Run({"deploy", "-v", "-t", "server"});
  EXPECT_EQ(failed.exit_code, 1) << failed.output;
  EXPECT_NE(failed.output.find("statement 5 of 5"), std::string::npos) << failed.output;
  EXPECT_EQ(Run({"deploy", "-t", "server", "--format", "json"}).exit_code, 1);
  for (const char* command :
       {"status", "history", "current", "schema", "check", "verify", "plan"}) {
    Run({command, "-t", "server"});
    Run({command, "-t", "server", "--format", "json"});
  }
  Run({"show", "0001", "-t", "server"});
  Run({"drift", "-t", "server"});

  Search(Ask("SELECT * FROM planted.housewright_journal"), "the journal");
  EXPECT_NE(Ask("SELECT count() FROM planted.housewright_journal WHERE error != ''"), "0\n");
  Ask("SYSTEM FLUSH LOGS");
  // What the server logs of a revision's own statement is its own; all else is the tool's.
  Search(Ask("SELECT query, exception, query_id, http_user_agent, http_referer, log_comment, "
             "toString(Settings) FROM system.query_log WHERE user = 'planted' AND NOT "
             "match(query_id, '^hw-[0-9a-f]{16}-0001-')"),
         "the query log");
  EXPECT_NE(Ask("SELECT count() FROM system.query_log WHERE startsWith(query_id, 'hw-')"), "0\n");

  const Ended embedded = Run({"deploy", "-t", "engine"});
  EXPECT_EQ(embedded.exit_code, 1) << embedded.output;
  EXPECT_GT(children_, 0U) << "the embedded engine is a child process";
  SearchFiles(temporary_.path());
}

}  // namespace
}  // namespace housewright::reliability
