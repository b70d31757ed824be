// What `schema` prints is a script: run on a second, fresh server it makes the same objects.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/source_text.h"
#include "script/script.h"
#include "sql/statement.h"
#include "support/real_server.h"
#include "testing/temporary_directory.h"

namespace housewright::script {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kObjects = R"(
CREATE DATABASE one;
CREATE DATABASE `two words`;
CREATE DATABASE empty_one;
CREATE TABLE one.events (id UInt64, name String DEFAULT 'a;b', day Date, INDEX by_name name TYPE minmax GRANULARITY 1)
ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (id, day) TTL day + INTERVAL 1 MONTH COMMENT 'it''s';
CREATE TABLE `two words`.`by day` (day Date, n UInt64) ENGINE = SummingMergeTree ORDER BY day;
CREATE MATERIALIZED VIEW one.counting TO `two words`.`by day` AS SELECT day, count() AS n FROM one.events GROUP BY day;
CREATE FUNCTION a_doubled AS x -> x * 2;
CREATE VIEW one.a_view_first AS SELECT a_doubled(n) AS m FROM `two words`.`by day`;
CREATE DICTIONARY one.names (id UInt64, name String) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'one' TABLE 'events')) LAYOUT(FLAT()) LIFETIME(0);
)";

void RunAll(const testing::RealServer& server, std::string_view script) {
  const auto session = db::OpenHttpSession(server.endpoint());
  ASSERT_TRUE(session.has_value());
  const SourceText source("script", std::string(script));
  const auto statements = sql::SplitStatements(source);
  ASSERT_TRUE(statements.has_value());
  for (const sql::Statement& statement : *statements) {
    const std::string text(source.text().substr(statement.begin, statement.end - statement.begin));
    const auto answer = (*session)->Query(text);
    ASSERT_TRUE(answer.has_value()) << text << "\n" << answer.error().ToString();
  }
}

std::string SchemaOf(const testing::RealServer& server, const std::string& folder) {
  const db::Endpoint& endpoint = server.endpoint();
  const Environment environment{
      .folder = folder,
      .set = {{"HOUSEWRIGHT_USER", endpoint.user}, {"HOUSEWRIGHT_PASSWORD", endpoint.password}},
      .hide = {}};
  const std::vector<std::string> lines = RunCommand(
      fmt::format("'{}' schema -t {}", HOUSEWRIGHT_PROGRAM, endpoint.Display()), environment);
  std::string out;
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.starts_with(">")) << line;
    out += line.size() > 2 ? line.substr(2) + "\n" : "\n";
  }
  return out;
}

TEST(SchemaScript, MakesTheSameObjectsOnAFreshServer) {
  const auto first = testing::RealServer::StartNew();
  if (!first && first.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << first.error().ToString();
  }
  ASSERT_TRUE(first.has_value()) << first.error().ToString();
  const auto second = testing::RealServer::StartNew();
  ASSERT_TRUE(second.has_value()) << second.error().ToString();
  const testing::TemporaryDirectory directory;
  const std::string folder = directory / "work";
  fs::create_directories(folder + "/services/app");
  std::ofstream(folder + "/housewright.toml")
      << "[project]\nstate_database = \"x\"\n[services.app]\n";

  RunAll(**first, kObjects);
  const std::string printed = SchemaOf(**first, folder);
  ASSERT_EQ(printed.find("[HIDDEN]"), std::string::npos);
  for (const char* part : {"CREATE DATABASE IF NOT EXISTS empty_one;", "a_doubled", "one.names",
                           "one.counting", "one.a_view_first", "`by day`"}) {
    EXPECT_NE(printed.find(part), std::string::npos) << part << " is not in\n" << printed;
  }
  EXPECT_EQ(SchemaOf(**second, folder), "");
  RunAll(**second, printed);
  EXPECT_EQ(SchemaOf(**second, folder), printed);
}

}  // namespace
}  // namespace housewright::script
