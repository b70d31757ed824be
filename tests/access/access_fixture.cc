#include "access/access_fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace housewright::testing {
namespace {

namespace fs = std::filesystem;

std::string TextOf(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string ShellQuoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::vector<std::string> ServersWithUsers() {
  std::vector<std::string> servers = {kFake};
  for (const std::string& name : ServerNames()) {
    if (name.starts_with("http")) servers.push_back(name);
  }
  return servers;
}

void AccessTest::SetUp() {
  const bool fakes = GetParam() == kFake;
  const auto server = RealServer::Shared(fakes ? "new" : GetParam());
  if (!server && server.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << server.error().ToString();
  }
  ASSERT_TRUE(server.has_value()) << server.error().ToString();
  endpoint_ = (*server)->endpoint();
  if (fakes) {
    fake_ = std::make_unique<AccessFake>(endpoint_);
    endpoint_ = *db::ParseUrl(fake_->url());
  }
  environment_ = {{"HOUSEWRIGHT_USER", endpoint_.user},
                  {"HOUSEWRIGHT_PASSWORD", endpoint_.password},
                  {"HW_TEST_PASSWORD", "first password"}};
  admin_ = *db::OpenHttpSession(endpoint_);
  CleanUp();
  fs::create_directories(directory_ / "bootstrap");
  std::ofstream(directory_ / "housewright.toml")
      << "[project]\nname = \"access\"\nstate_database = \"hw_test_access\"\n"
         "[variables]\nlrs_user = \"hw_test_lrs\"\n"
         "password = { secret = true, env = \"HW_TEST_PASSWORD\" }\n";
}

void AccessTest::TearDown() {
  if (admin_) CleanUp();
}

void AccessTest::CleanUp() {
  for (const std::string statement :
       {"DROP USER IF EXISTS hw_test_lrs, hw_test_other", "DROP ROLE IF EXISTS hw_test_role",
        "DROP QUOTA IF EXISTS hw_test_quota", "DROP DATABASE IF EXISTS hw_test_access"}) {
    Ask(statement);
  }
  if (fake_) fake_->TakeStatements();
}

void AccessTest::Put(const std::string& name, const std::string& sql) {
  std::ofstream(directory_ / ("bootstrap/" + name)) << sql;
}

AccessTest::Ran AccessTest::Run(const std::string& arguments) {
  std::string command = fmt::format("cd {} && env -u HOUSEWRIGHT_TARGET -u HOUSEWRIGHT_CONFIG",
                                    ShellQuoted(directory_.path()));
  for (const auto& [name, value] : environment_) {
    command += fmt::format(" {}={}", name, ShellQuoted(value));
  }
  command += fmt::format(" {} {} -t http{}://{}:{} > out 2> err < /dev/null", HOUSEWRIGHT_PROGRAM,
                         arguments, endpoint_.tls ? "s" : "", endpoint_.host, endpoint_.port);
  const int status = std::system(command.c_str());
  return {.exit_code = WEXITSTATUS(status),
          .out = TextOf(directory_ / "out"),
          .err = TextOf(directory_ / "err")};
}

std::string AccessTest::Bootstrap(const std::string& options) {
  const Ran ran = Run("bootstrap " + options);
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  return ran.out;
}

std::vector<std::string> AccessTest::Planned(const std::string& options) {
  const Ran ran = Run("bootstrap --dry-run " + options);
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  std::vector<std::string> statements;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && !line.starts_with("--")) statements.push_back(line);
  }
  return statements;
}

std::string AccessTest::Ask(const std::string& sql) {
  const auto answer = admin_->Query(sql);
  EXPECT_TRUE(answer.has_value()) << sql << "\n" << answer.error().ToString();
  return answer.value_or("");
}

bool AccessTest::LogsIn(const std::string& user, const std::string& password) const {
  db::Endpoint endpoint = endpoint_;
  endpoint.user = user;
  endpoint.password = password;
  const auto session = db::OpenHttpSession(endpoint);
  EXPECT_TRUE(session.has_value()) << session.error().ToString();
  return session && (*session)->Query("SHOW GRANTS").has_value();
}

std::vector<std::string> AccessTest::Grants(const std::string& name) {
  std::vector<std::string> rows;
  std::istringstream lines(Ask("SHOW GRANTS FOR " + name));
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  std::ranges::sort(rows);
  return rows;
}

}  // namespace housewright::testing
