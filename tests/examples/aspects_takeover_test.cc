// examples/aspects where something is there already: Alembic's state, other names, dbt's views, an
// operator's own SQL, a server that is too old.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "examples/aspects_fixture.h"
#include "sql/quote.h"

namespace housewright::examples {
namespace {

using ::testing::HasSubstr;

class AspectsTakeover : public AspectsExample {
 protected:
  // The schema of `id`, and of what did it only what Alembic leaves: its table, in `database`.
  void LeaveAsAlembic(const std::string& id, const std::string& database) {
    MustRun("housewright bootstrap -q && housewright upgrade -q " + id);
    Ask("DROP TABLE xapi.housewright_journal SYNC");
    Ask(
        fmt::format("CREATE TABLE {}.alembic_version (dt DateTime DEFAULT now(), version_num "
                    "String) ENGINE = ReplacingMergeTree(dt) ORDER BY tuple()",
                    database));
    RowOfAlembic(id, database);
  }
  void RowOfAlembic(const std::string& id, const std::string& database) {
    Ask(fmt::format("TRUNCATE TABLE {}.alembic_version", database));
    Ask(fmt::format("INSERT INTO {}.alembic_version (version_num) VALUES ('{}')", database, id));
  }
};

TEST_F(AspectsTakeover, OneRowAtHeadMeansAllRevisionsAndTheyGoDownAndUp) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  LeaveAsAlembic("0041", "xapi");
  const Snapshot left = Now();
  EXPECT_THAT(MustRun("housewright adopt alembic --yes"),
              HasSubstr("adopted: 28 revisions recorded as applied, from xapi.alembic_version\n"));
  EXPECT_EQ(MustRun("housewright upgrade -q"), "nothing to do: all 28 revisions are applied\n");
  MustRun("housewright downgrade 0026 && housewright upgrade heads");
  EXPECT_EQ(Differences(left, Now()), "");
}

TEST_F(AspectsTakeover, ARowInTheMiddleOfAVectorInstallationGoesOn) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  LeaveAsAlembic("0030", "openedx");
  EXPECT_THAT(
      MustRun("housewright adopt alembic --yes"),
      HasSubstr("adopted: 17 revisions recorded as applied, from openedx.alembic_version\n"));
  EXPECT_THAT(MustRun("housewright deploy"), HasSubstr("done: 11 revisions"));
}

TEST_F(AspectsTakeover, AnIdThatAspectsDeletedMeansTheRevisionThatReplacesIt) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  LeaveAsAlembic("0023", "xapi");
  RowOfAlembic("0025", "xapi");
  EXPECT_THAT(MustRun("housewright adopt alembic --yes"),
              AllOf(HasSubstr("0025 is gone: 0023 stands for it"),
                    HasSubstr("adopted: 12 revisions recorded as applied")));
  EXPECT_THAT(MustRun("housewright upgrade"), HasSubstr("done: 16 revisions"));
}

TEST_F(AspectsTakeover, EveryNameCanBeAnotherAndTheServerComesFromAspectsSettings) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  example_.Set("CLICKHOUSE_SECURE_CONNECTION", "False");
  example_.Set("CLICKHOUSE_HOST", server_->endpoint().host);
  example_.Set("CLICKHOUSE_INTERNAL_HTTP_PORT", std::to_string(server_->endpoint().port));
  example_.Set("RALPH_DATABASE", "ralph");
  example_.Set("ASPECTS_RAW_XAPI_TABLE", "raw events");
  example_.Set("ASPECTS_EVENT_SINK_DATABASE", "event-sink");
  example_.Set("ASPECTS_VECTOR_DATABASE", "vec`tor");
  example_.Set("ASPECTS_VECTOR_RAW_XAPI_TABLE", "vector's");
  example_.Set("ASPECTS_VECTOR_RAW_TRACKING_LOGS_TABLE", "tracking");
  example_.Set("DBT_PROFILE_TARGET_DATABASE", "marts");
  example_.Set("ASPECTS_PII_CACHE_LIFETIME", "60");
  MustRun("housewright bootstrap -t server && housewright upgrade -t server 0034");
  Ask("SYSTEM RELOAD DICTIONARIES");
  EXPECT_EQ(Ask("SELECT lifetime_max FROM system.dictionaries WHERE name = 'user_pii_dict'"),
            "60\n");
  MustRun("housewright upgrade -t server heads");
  constexpr const char* kTables =
      "SELECT database, name FROM system.tables WHERE engine LIKE '%MergeTree' AND name IN "
      "('raw events', 'course_blocks', 'vector\\'s', 'tracking') ORDER BY 1 FORMAT TSVRaw";
  EXPECT_EQ(Ask(kTables),
            "event-sink\tcourse_blocks\nralph\traw events\nvec`tor\ttracking\nvec`tor\tvector's\n");
  EXPECT_EQ(Ask("SELECT count() FROM system.databases WHERE name = 'marts'"), "1\n");
  MustRun("housewright downgrade -t server base");
  EXPECT_EQ(Ask(kTables), "");
}

TEST_F(AspectsTakeover, AViewOfDbtIsLeftAloneAndNamed) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap && housewright upgrade 0028");
  Ask("CREATE MATERIALIZED VIEW xapi.xapi_events_all_parsed_mv ENGINE = MergeTree ORDER BY "
      "event_id "
      "AS SELECT event_id, event FROM xapi.xapi_events_all");
  const ShellResult refused = example_.Run("housewright upgrade heads");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.output, HasSubstr("xapi_events_all_parsed_mv"));
  EXPECT_EQ(Ask("EXISTS TABLE xapi.xapi_events_all_parsed_mv"), "1\n");
  Ask("DROP VIEW xapi.xapi_events_all_parsed_mv SYNC");
  EXPECT_THAT(MustRun("housewright upgrade heads"), HasSubstr("done: 13 revisions"));
}

TEST_F(AspectsTakeover, AnOperatorsOwnSqlRunsAtEachDeploy) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("printf -- '-- nothing yet\\n' > bootstrap/9000_operator.sql && housewright deploy");
  MustRun(
      "echo 'CREATE DATABASE IF NOT EXISTS research; CREATE VIEW IF NOT EXISTS research.runs "
      "(run_id String) AS SELECT run_id FROM {{ ASPECTS_EVENT_SINK_DATABASE }}.load_test_runs' > "
      "bootstrap/9000_operator.sql && housewright deploy");
  EXPECT_EQ(Ask("SELECT count() FROM research.runs"), "0\n");
  Ask("DROP DATABASE research SYNC");
  EXPECT_THAT(MustRun("housewright deploy"), HasSubstr("nothing to do"));
  EXPECT_EQ(Ask("SELECT count() FROM research.runs"), "0\n");
}

// The embedded engine keeps no users, so what makes them is only parsed here.
TEST_F(AspectsTakeover, UsersAndGrantsAreWhatClickHouseParses) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  const auto parsed = [&](const std::string& file) {
    std::string text = example_.Read(file);
    text = std::regex_replace(text, std::regex("--[^\n]*\n"), "\n");
    text = std::regex_replace(text, std::regex(R"(\{\{ \w+_PASSWORD \}\})"), "'secret'");
    text = std::regex_replace(text, std::regex(R"(\{\{ (\w+) \}\})"), "$1");
    std::string formatted;
    for (std::size_t at = 0, end = 0; (end = text.find(';', at)) != std::string::npos;
         at = end + 1) {
      formatted += Ask(fmt::format("SELECT formatQuerySingleLine({}) FORMAT TSVRaw",
                                   sql::QuoteString(text.substr(at, end - at))));
    }
    return formatted;
  };
  EXPECT_EQ(parsed("bootstrap/0003_grants.sql"),
            R"(GRANT INSERT, SELECT ON RALPH_DATABASE.* TO ASPECTS_CLICKHOUSE_LRS_USER
GRANT SELECT ON ASPECTS_EVENT_SINK_DATABASE.* TO ASPECTS_CLICKHOUSE_LRS_USER
GRANT SELECT ON DBT_PROFILE_TARGET_DATABASE.* TO ASPECTS_CLICKHOUSE_LRS_USER
GRANT INSERT, SELECT ON ASPECTS_VECTOR_DATABASE.* TO ASPECTS_CLICKHOUSE_VECTOR_USER
GRANT SELECT ON ASPECTS_EVENT_SINK_DATABASE.* TO ASPECTS_CLICKHOUSE_VECTOR_USER
GRANT SELECT ON DBT_PROFILE_TARGET_DATABASE.* TO ASPECTS_CLICKHOUSE_VECTOR_USER
GRANT INSERT, SELECT, ALTER DELETE ON ASPECTS_EVENT_SINK_DATABASE.* TO ASPECTS_CLICKHOUSE_CMS_USER
GRANT INSERT, SELECT, ALTER DELETE ON ASPECTS_XAPI_DATABASE.* TO ASPECTS_CLICKHOUSE_CMS_USER
GRANT SELECT, DROP TABLE, DROP VIEW ON RALPH_DATABASE.* TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT, DROP TABLE, DROP VIEW ON ASPECTS_VECTOR_DATABASE.* TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT, dictGet ON ASPECTS_EVENT_SINK_DATABASE.* TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT CREATE TABLE, DROP TABLE, CREATE VIEW, DROP VIEW, SELECT, INSERT, ALTER UPDATE, ALTER DELETE, dictGet ON DBT_PROFILE_TARGET_DATABASE.* TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.asynchronous_metrics TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.disks TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.events TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.metrics TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.replication_queue TO ASPECTS_CLICKHOUSE_REPORT_USER
GRANT SELECT ON system.query_log TO ASPECTS_CLICKHOUSE_REPORT_USER
)");
  const std::string users = parsed("bootstrap/0002_users.sql");
  for (const char* user : {"LRS", "VECTOR", "REPORT", "CMS"}) {
    for (const char* verb : {"CREATE USER IF NOT EXISTS", "ALTER USER"}) {
      EXPECT_THAT(users, HasSubstr(fmt::format("{} ASPECTS_CLICKHOUSE_{}_USER IDENTIFIED WITH "
                                               "sha256_password BY 'secret'\n",
                                               verb, user)));
    }
  }
}

TEST_F(AspectsTakeover, AClusterIsRefusedBeforeAnythingIsMade) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  example_.Set("CLICKHOUSE_CLUSTER_NAME", "events");
  const ShellResult refused = example_.Run("housewright deploy");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output, HasSubstr("CLICKHOUSE_CLUSTER_NAME is set, but this project is for a "
                                        "single server"));
  EXPECT_EQ(Ask("SELECT name FROM system.databases WHERE name IN ('event_sink', 'openedx')"), "");
}

// 18.16 has neither functions of users nor DateTime64 nor Bool: nothing of Aspects can be there.
TEST_F(AspectsTakeover, AServerWithoutFunctionsStopsAtTheFirstRevisionAndStaysEmpty) {
  UseOwnServer(true);
  if (HasFatalFailure()) return;
  Ask("CREATE DATABASE xapi");
  const ShellResult refused = example_.Run("housewright upgrade heads");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.output,
              HasSubstr("error: statement 1 of 1 of revision 0001 was refused: code 62 "
                        "SYNTAX_ERROR: Syntax error: failed at position 8 (line 1, col 8): OR "
                        "REPLACE FUNCTION get_org_from_course_url AS (course_url) ->"));
  EXPECT_THAT(refused.output, HasSubstr("nothing of it is applied\n"
                                        "  --> services/global/0001_org_of_course_url.sql:9:1\n"));
  EXPECT_EQ(Ask("SELECT name FROM system.tables WHERE database = 'xapi' AND name != "
                "'housewright_journal'"),
            "");
}

}  // namespace
}  // namespace housewright::examples
