// src/db on real servers: what they answer, in each version, and what becomes of it.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "db/error_table.h"
#include "db/introspection.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using db::Delivery;
using db::Session;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

// One of each for the whole program: every test makes and drops databases of its own.
class EveryServer : public testing::ServerTest {
 protected:
  EveryServer() : ServerTest("hw_db_test") {}

  static std::unique_ptr<Session> Open(const db::Endpoint& endpoint) {
    auto session = db::OpenHttpSession(endpoint);
    if (!session) throw std::runtime_error(session.error().ToString());
    return *std::move(session);
  }

  Session& session() { return *session_; }
  const db::Endpoint& endpoint() const { return endpoint_; }

  std::string Run(const std::string& sql) { return Outcome(session().Execute({.sql = sql})); }

  // "ok: <body>", or "<delivery>, <code>: <message>".
  static std::string Outcome(const db::QueryResult& result) {
    if (result) return "ok: " + result->body;
    const char* delivery = result.error().delivery == Delivery::kNotSent   ? "not sent"
                           : result.error().delivery == Delivery::kRefused ? "refused"
                                                                           : "unknown";
    return fmt::format("{}, {}: {}", delivery, ErrorCodeName(result.error().error.code()),
                       result.error().error.message());
  }

  bool IsModern() { return facts_.version >= db::Version{.major = 20, .minor = 1}; }
};

TEST_P(EveryServer, RunsStatementsAndSendsDataBehindThem) {
  EXPECT_EQ(Run("CREATE TABLE hw_db_test.t (a UInt64, b String) ENGINE = MergeTree ORDER BY a"),
            "ok: ");
  const auto inserted = session().Execute(
      {.sql = "INSERT INTO hw_db_test.t FORMAT TSV", .body = "1\tone\n2\ttab\\t\n"});
  EXPECT_EQ(Outcome(inserted), "ok: ");
  EXPECT_EQ(Run("SELECT * FROM hw_db_test.t ORDER BY a"), "ok: 1\tone\n2\ttab\\t\n");
}

TEST_P(EveryServer, SendsALargeBodyCompressedAndReadsACompressedAnswer) {
  db::Endpoint compressed = endpoint();
  compressed.compression = true;
  const auto other = Open(compressed);
  Run("CREATE TABLE hw_db_test.t (a UInt64) ENGINE = Log");
  std::string data;
  for (int i = 1; i <= 300'000; ++i) data += std::to_string(i) + "\n";
  EXPECT_EQ(Outcome(other->Execute({.sql = "INSERT INTO hw_db_test.t FORMAT TSV", .body = data})),
            "ok: ");
  EXPECT_EQ(Outcome(other->Execute({.sql = "SELECT count(), sum(a) FROM hw_db_test.t"})),
            "ok: 300000\t45000150000\n");
  const auto read = other->Execute({.sql = "SELECT a FROM hw_db_test.t ORDER BY a"});
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(read->body == data);
}

TEST_P(EveryServer, SendsALongStatementCompressed) {
  db::Endpoint compressed = endpoint();
  compressed.compression = true;
  EXPECT_EQ(
      Outcome(
          Open(compressed)->Execute({.sql = "SELECT length('" + std::string(100'000, 'x') + "')"})),
      "ok: 100000\n");
}

TEST_P(EveryServer, NamesTheErrorOfTheServer) {
  const auto result = session().Execute({.sql = "SELECT * FROM hw_db_test.nothing"});
  EXPECT_EQ(Outcome(result), IsModern() ? "refused, server: code 60 UNKNOWN_TABLE: Unknown table "
                                          "expression identifier 'hw_db_test.nothing' in scope "
                                          "SELECT * FROM hw_db_test.nothing"
                                        : "refused, server: code 60 UNKNOWN_TABLE: Table "
                                          "hw_db_test.nothing doesn't exist");
  EXPECT_EQ(result.error().error.server_code(), 60);
  EXPECT_THAT(Run("CREATE TABLE ("), StartsWith("refused, server: code 62 SYNTAX_ERROR: Syntax "
                                                "error: failed at position "));
  EXPECT_THAT(Run("SELECT 1; SELECT 2"), StartsWith("refused, server: code 62 SYNTAX_ERROR: "));
}

TEST_P(EveryServer, TellsAnExistingTableFromSuccess) {
  Run("CREATE TABLE hw_db_test.t (a Int8) ENGINE = Log");
  EXPECT_THAT(Run("CREATE TABLE hw_db_test.t (a Int8) ENGINE = Log"),
              StartsWith("refused, server: code 57 TABLE_ALREADY_EXISTS: Table hw_db_test.t "
                         "already exists"));
}

TEST_P(EveryServer, RefusesAWrongPasswordWithoutShowingIt) {
  db::Endpoint wrong = endpoint();
  wrong.user = "hw_nobody";
  wrong.password = "s3cret";
  const auto result = Open(wrong)->Execute({.sql = "SELECT 1"});
  EXPECT_THAT(Outcome(result), StartsWith("refused, authentication: code "));
  EXPECT_EQ(result.error().error.advice(), "check user and password of the target");
  EXPECT_THAT(result.error().error.ToString(), Not(HasSubstr("s3cret")));
}

TEST_P(EveryServer, TakesDatabaseSettingsAndQueryId) {
  Run("CREATE TABLE hw_db_test.t (a Int8) ENGINE = Log");
  const auto result = session().Execute(
      {.sql = "SELECT currentDatabase(), (SELECT value FROM system.settings WHERE name = "
              "'max_block_size'), (SELECT count() FROM system.processes WHERE query_id = "
              "'hw-db-test')",
       .query_id = "hw-db-test",
       .settings = {{"max_block_size", "4242"}},
       .database = "hw_db_test"});
  EXPECT_EQ(Outcome(result), "ok: hw_db_test\t4242\t1\n");
  EXPECT_EQ(result->query_id, "hw-db-test");
}

TEST_P(EveryServer, RefusesASettingThatItDoesNotKnow) {
  EXPECT_THAT(
      Outcome(session().Execute({.sql = "SELECT 1", .settings = {{"no_such_setting", "1"}}})),
      StartsWith("refused, server: code 115 UNKNOWN_SETTING: "));
}

TEST_P(EveryServer, TakesQueryParametersWhereItsFactsSaySo) {
  const auto result = session().Execute(
      {.sql = "SELECT {a:String}, {b:UInt8}", .parameters = {{"a", "x'y"}, {"b", "7"}}});
  if (facts_.has_query_parameters) {
    EXPECT_EQ(Outcome(result), "ok: x\\'y\t7\n");
  } else {
    EXPECT_EQ(Outcome(result),
              "refused, server: code 115 UNKNOWN_SETTING: Unknown setting param_a");
  }
}

TEST_P(EveryServer, ReportsProgressWhereTheServerSendsIt) {
  std::vector<db::Progress> seen;
  const auto result = session().Execute(
      {.sql = "SELECT count(), max(sleepEachRow(0.05)) FROM numbers(20)",
       .settings = {{"http_headers_progress_interval_ms", "50"}, {"max_block_size", "1"}},
       .on_progress = [&](const db::Progress& progress) { seen.push_back(progress); }});
  if (!IsModern()) {
    // 18.16 takes the setting and sends no progress; it has no numbers() of one row a block,
    // either.
    EXPECT_THAT(seen, IsEmpty());
    return;
  }
  EXPECT_EQ(Outcome(result), "ok: 20\t0\n");
  ASSERT_FALSE(seen.empty());
  EXPECT_GT(seen.back().read_rows, 0U);
  EXPECT_EQ(seen.back().total_rows_to_read, 20U);
  EXPECT_EQ(result->summary.read_rows, 20U);
}

TEST_P(EveryServer, RecognisesAnExceptionAfterProgress) {
  EXPECT_THAT(
      Outcome(session().Execute(
          {.sql = "SELECT throwIf(number = 9), sleepEachRow(0.02) FROM system.numbers "
                  "LIMIT 20",
           .settings = {{"http_headers_progress_interval_ms", "10"}, {"max_block_size", "1"}},
           .on_progress = [](const db::Progress&) {}})),
      StartsWith("refused, server: code 395 FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: "));
}

TEST_P(EveryServer, RecognisesAnExceptionAfterRowsWithStatus200) {
  EXPECT_THAT(Outcome(session().Execute(
                  {.sql = "SELECT number, throwIf(number = 400000) FROM system.numbers LIMIT "
                          "1000000",
                   .settings = {{"wait_end_of_query", "0"}, {"max_block_size", "1000"}}})),
              StartsWith("refused, server: code 395 FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: Value "
                         "passed to 'throwIf' function is non"));
}

TEST_P(EveryServer, GivesUpAfterTheIdleTimeout) {
  EXPECT_EQ(
      Outcome(session().Execute({.sql = "SELECT sleep(1)", .idle_timeout = milliseconds(60)})),
      fmt::format("unknown, timeout: no byte from {} for 60 ms; it may still work on the "
                  "statement",
                  endpoint().Display()));
  EXPECT_EQ(Run("SELECT 1"), "ok: 1\n");  // on a new connection
}

TEST_P(EveryServer, CanBeProbed) {
  const db::ServerFacts facts = facts_;
  EXPECT_EQ(facts.version, db::ParseVersion(facts.version_text));
  EXPECT_EQ("ok: " + facts.version_text + "\n", Run("SELECT version()"));
  EXPECT_EQ("ok: " + facts.host_name + "\n", Run("SELECT hostName()"));
  EXPECT_EQ("ok: " + facts.timezone + "\n", Run("SELECT timezone()"));
  EXPECT_EQ(facts.user, IsModern() ? endpoint().user : "");
  EXPECT_EQ(facts.has_query_parameters, IsModern());
  EXPECT_FALSE(facts.embedded);
}

TEST_P(EveryServer, ListsObjectsInAnOrderInWhichTheyCanBeCreated) {
  Run("CREATE TABLE hw_db_test.z_source (a UInt64) ENGINE = MergeTree ORDER BY a");
  Run("CREATE TABLE hw_db_test.y_target (a UInt64) ENGINE = MergeTree ORDER BY a");
  Run("CREATE VIEW hw_db_test.c AS SELECT a FROM hw_db_test.z_source");
  Run("CREATE VIEW hw_db_test.b AS SELECT a FROM hw_db_test.c");
  Run("CREATE MATERIALIZED VIEW hw_db_test.a TO hw_db_test.y_target AS SELECT a FROM "
      "hw_db_test.z_source");
  Run("CREATE MATERIALIZED VIEW hw_db_test.d ENGINE = MergeTree ORDER BY a AS SELECT a FROM "
      "hw_db_test.z_source");
  const auto first = db::ListObjects(session(), {"hw_db_test"});
  ASSERT_TRUE(first.has_value()) << first.error().ToString();
  std::vector<std::string> names;
  for (const db::DatabaseObject& object : *first) names.push_back(object.name);
  EXPECT_THAT(names, ElementsAre("y_target", "z_source", "c", "b", "a", "d"));

  Run("DROP DATABASE hw_db_test");
  Run("CREATE DATABASE hw_db_test");
  for (const db::DatabaseObject& object : *first) {
    EXPECT_EQ(Run(object.create_query), "ok: ") << object.create_query;
  }
  const auto second = db::ListObjects(session(), {"hw_db_test"});
  ASSERT_TRUE(second.has_value()) << second.error().ToString();
  ASSERT_EQ(second->size(), first->size());
  for (std::size_t i = 0; i < first->size(); ++i) {
    EXPECT_EQ((*second)[i].create_query, (*first)[i].create_query);
    EXPECT_EQ((*second)[i].engine, (*first)[i].engine);
  }
}

TEST_P(EveryServer, ListsFunctionsThatUsersMade) {
  if (!IsModern()) GTEST_SKIP() << "this server has no functions made by SQL";
  Run("DROP FUNCTION IF EXISTS hw_db_test_double");
  Run("CREATE FUNCTION hw_db_test_double AS x -> x * 2");
  const auto objects = db::ListObjects(session(), {"hw_db_test"});
  const auto exists = db::FunctionExists(session(), "hw_db_test_double");
  Run("DROP FUNCTION hw_db_test_double");
  ASSERT_TRUE(objects.has_value()) << objects.error().ToString();
  std::string create_query;
  for (const db::DatabaseObject& object : *objects) {
    if (object.name == "hw_db_test_double") create_query = object.create_query;
  }
  EXPECT_EQ(create_query, "CREATE FUNCTION hw_db_test_double AS x -> (x * 2)");
  EXPECT_TRUE(exists.value());
}

TEST_P(EveryServer, ListsNoSystemTables) {
  const auto objects = db::ListObjects(session(), {});
  ASSERT_TRUE(objects.has_value()) << objects.error().ToString();
  for (const db::DatabaseObject& object : *objects) {
    EXPECT_THAT(object.database,
                Not(::testing::AnyOf("system", "INFORMATION_SCHEMA", "information_schema")));
  }
}

TEST_P(EveryServer, AnswersQuestionsAboutObjects) {
  Run("CREATE TABLE hw_db_test.`it's` (z UInt64, `a b` String) ENGINE = MergeTree ORDER BY z");
  const auto engine = db::TableEngine(session(), "hw_db_test", "it's");
  ASSERT_TRUE(engine.has_value()) << engine.error().ToString();
  EXPECT_EQ(*engine, "MergeTree");
  EXPECT_EQ(db::TableEngine(session(), "hw_db_test", "nothing").value(), std::nullopt);
  const auto columns = db::ListColumns(session(), "hw_db_test", "it's");
  ASSERT_TRUE(columns.has_value()) << columns.error().ToString();
  EXPECT_THAT(*columns, ElementsAre(Pair("z", "UInt64"), Pair("a b", "String")));
  EXPECT_THAT(db::ListColumns(session(), "hw_db_test", "nothing").value(), IsEmpty());
  EXPECT_TRUE(db::DatabaseExists(session(), "hw_db_test").value());
  EXPECT_FALSE(db::DatabaseExists(session(), "hw_db_nothing").value());
  EXPECT_TRUE(db::FunctionExists(session(), "hostName").value());
  EXPECT_FALSE(db::FunctionExists(session(), "noSuchFunction").value());
}

TEST_P(EveryServer, KnowsTheErrorTablesCodesUnderTheirNames) {
  if (!IsModern()) GTEST_SKIP() << "this server has no errorCodeToName()";
  std::string table;
  std::string names;
  for (const db::ErrorRule& rule : db::ErrorRules()) {
    const auto name = session().Query(fmt::format("SELECT errorCodeToName({})", rule.code));
    ASSERT_TRUE(name.has_value()) << name.error().ToString();
    // Removed before 26.7; older servers send it still.
    if (rule.code == 379 && *name == "\n") continue;
    table += fmt::format("{} {}\n", rule.code, rule.name);
    names += fmt::format("{} {}", rule.code, *name);
  }
  EXPECT_EQ(names, table);
}

INSTANTIATE_TEST_SUITE_P(All, EveryServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
