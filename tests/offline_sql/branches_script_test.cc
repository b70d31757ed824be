// A project with a branch point, a merge and a second service that depends on one branch: scripts
// that clickhouse-client 18.16 runs and runs of the same ranges leave the same, on ClickHouse 18.16
// and, over its native port, on 26.7.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/source_text.h"
#include "base/text.h"
#include "offline_sql/client.h"
#include "sql/statement.h"
#include "support/native_client.h"

namespace housewright::offline_sql {
namespace {

using examples::Query;
using examples::ShellResult;
using ::testing::HasSubstr;

constexpr std::string_view kConfig = R"([project]
state_database = "{{ database }}"
[services.shop]
[services.report]
[variables]
database = "hw_unset"
)";

struct File {
  std::string_view path;
  std::string_view text;
};

constexpr File kFiles[] = {
    {"shop/0001_orders.sql", R"(-- revision: 0001
-- down_revision: none
-- message: Orders
-- +upgrade
CREATE TABLE {{ database }}.orders (id UInt64, day Date) ENGINE = MergeTree PARTITION BY day ORDER BY id;
CREATE TABLE {{ database }}.days (day Date) ENGINE = MergeTree ORDER BY day;
-- +downgrade
DROP TABLE {{ database }}.days;
DROP TABLE {{ database }}.orders;
)"},
    {"shop/0002_price.sql", R"(-- revision: 0002
-- down_revision: 0001
-- message: It's a price
-- +upgrade
ALTER TABLE {{ database }}.orders ADD COLUMN price Float64;
-- +downgrade
ALTER TABLE {{ database }}.orders DROP COLUMN price;
)"},
    {"shop/0003_customer.sql", R"(-- revision: 0003
-- down_revision: 0001
-- message: The customer
-- +upgrade
ALTER TABLE {{ database }}.orders ADD COLUMN customer String;
CREATE VIEW {{ database }}.customers AS SELECT DISTINCT customer FROM {{ database }}.orders;
-- +downgrade
DROP TABLE {{ database }}.customers;
ALTER TABLE {{ database }}.orders DROP COLUMN customer;
)"},
    {"shop/0004_merge.sql", R"(-- revision: 0004
-- down_revision: 0002, 0003
-- message: Merge
-- +upgrade
-- no-op: a merge
-- +downgrade
-- no-op: a merge
)"},
    {"report/0005_prices.sql", R"(-- revision: 0005
-- down_revision: none
-- depends_on: 0002
-- message: Prices
-- +upgrade
CREATE TABLE {{ database }}.prices (price Float64) ENGINE = MergeTree ORDER BY price;
-- +downgrade
DROP TABLE {{ database }}.prices;
)"},
    {"report/0006_fill.sql", R"(-- revision: 0006
-- down_revision: 0005
-- message: Fill
-- +upgrade
-- probe: SELECT count() > 0 FROM {{ database }}.prices
INSERT INTO {{ database }}.prices SELECT number FROM system.numbers LIMIT 3;
-- +downgrade
TRUNCATE TABLE {{ database }}.prices;
)"},
};

class BranchesScript : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto server = testing::RealServer::Shared(GetParam());
    if (!server && server.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << server.error().ToString();
    }
    ASSERT_TRUE(server.has_value()) << server.error().ToString();
    const auto client = testing::NativeClientCommand(**server);
    if (!client) GTEST_SKIP() << client.error().ToString();
    client_ = *client;
    auto session = db::OpenHttpSession((*server)->endpoint());
    ASSERT_TRUE(session.has_value()) << session.error().ToString();
    session_ = *std::move(session);
    project_.UseServer((*server)->endpoint());
    Write("housewright.toml", kConfig);
    for (const File& file : kFiles) Write("services/" + std::string(file.path), file.text);
    MakeDatabases();
  }
  void TearDown() override {
    for (const char* database : {kScripted, kRun}) {
      if (session_) Query(*session_, fmt::format("DROP DATABASE IF EXISTS {}", database));
    }
  }

  void MakeDatabases() {
    for (const char* database : {kScripted, kRun}) {
      Query(*session_, fmt::format("DROP DATABASE IF EXISTS {}", database));
      Query(*session_, fmt::format("CREATE DATABASE {}", database));
    }
  }
  void Write(const std::string& path, std::string_view text) {
    MustRun(fmt::format("mkdir -p $(dirname {0}); cat > {0} <<'END'\n{1}END", path, text));
  }
  std::string MustRun(const std::string& script) {
    const ShellResult result = project_.Run(script);
    EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.output;
    return result.output;
  }
  void MakeScript(const std::string& arguments) {
    MustRun(
        fmt::format("housewright {} --sql -q -x database={} > script.sql", arguments, kScripted));
  }
  ShellResult RunScript() const { return project_.Run(client_ + " < script.sql"); }
  std::string Run(const std::string& arguments, const char* database) {
    return MustRun(fmt::format("housewright {} -q -x database={}", arguments, database));
  }

  // Schema, rows and applied state, with the database's name taken out.
  std::string AllOf(const char* database) {
    std::string text = Query(
        *session_, fmt::format("SELECT name, create_table_query FROM system.tables WHERE database "
                               "= '{}' AND name != 'housewright_journal' ORDER BY name",
                               database));
    text += StateOf(*session_, database);
    const std::string prices =
        Query(*session_, fmt::format("SELECT count() FROM system.tables WHERE database = '{}' AND "
                                     "name = 'prices'",
                                     database));
    if (prices == "1\n") {
      text += Query(*session_, fmt::format("SELECT count(), sum(price) FROM {}.prices", database));
    }
    return ReplaceAll(std::move(text), database, "DATABASE");
  }
  void ExpectSame(const std::string& after) { EXPECT_EQ(AllOf(kScripted), AllOf(kRun)) << after; }

  static constexpr const char* kScripted = "hw_scripted";
  static constexpr const char* kRun = "hw_run";
  examples::Example project_;
  std::string client_;
  std::unique_ptr<db::Session> session_;
};

TEST_P(BranchesScript, AndRunLeaveTheSameInEachRange) {
  struct Part {
    std::string script;
    std::string run;
  };
  const std::vector<Part> parts = {
      {"upgrade base:0002", "upgrade 0002"},
      {"upgrade 0002:0003", "upgrade 0003"},
      {"upgrade 0002,0003:report@head", "upgrade report@head"},
      {"upgrade 0003,0006:+1", "upgrade +1"},
      {"downgrade heads:report@-1", "downgrade report@-1"},
      {"downgrade 0004,0005:0001", "downgrade 0001"},
      {"upgrade 0001:heads", "upgrade heads"},
      {"downgrade heads:shop@base", "downgrade shop@base"},
      {"stamp 0003 0005 --from-target", "stamp 0003 0005"},
      {"stamp 0003,0005:base", "stamp base"},
  };
  for (const Part& part : parts) {
    MakeScript(part.script);
    const ShellResult result = RunScript();
    ASSERT_EQ(result.exit_code, 0) << part.script << "\n" << result.output;
    EXPECT_EQ(result.output, "") << part.script;
    Run(part.run, kRun);
    ExpectSame(part.script);
    // A second time it is refused, and nothing changes.
    const std::string before = AllOf(kScripted);
    const ShellResult again = RunScript();
    EXPECT_NE(again.exit_code, 0) << part.script;
    EXPECT_THAT(again.output, HasSubstr("; nothing was run'"));
    EXPECT_EQ(AllOf(kScripted), before);
    if (HasFailure()) return;
  }
}

// Whatever was the last statement that the server got: `upgrade` does the rest.
TEST_P(BranchesScript, ThatStoppedAnywhereIsFinishedByARun) {
  Run("upgrade", kRun);
  const std::string expected = AllOf(kRun);
  MakeScript("upgrade");
  const std::string script = MustRun("cat script.sql");
  const SourceText source("script.sql", script);
  const auto statements = sql::SplitStatements(source);
  ASSERT_TRUE(statements.has_value());
  ASSERT_EQ(statements->size(), 18U);
  for (std::size_t last = 0; last < statements->size(); ++last) {
    Query(*session_, fmt::format("DROP DATABASE {}", kScripted));
    Query(*session_, fmt::format("CREATE DATABASE {}", kScripted));
    Write("script.sql", script.substr(0, (*statements)[last].end) + ";\n");
    const ShellResult result = RunScript();
    ASSERT_EQ(result.exit_code, 0) << result.output;
    Run("upgrade", kScripted);
    EXPECT_EQ(AllOf(kScripted), expected) << "up to statement " << last;
    if (HasFailure()) return;
  }
}

TEST_P(BranchesScript, StopsWhereTheServerRefusesAndIsFinishedWhenThatIsMended) {
  Query(*session_, fmt::format("CREATE TABLE {}.days (x UInt8) ENGINE = Log", kScripted));
  Query(*session_, "SELECT sleep(2)");  // what stands longer than a second is not the script's
  MakeScript("upgrade");
  EXPECT_NE(RunScript().exit_code, 0);
  const std::string upgrade = fmt::format("housewright upgrade -q -x database={}", kScripted);
  const ShellResult refused = project_.Run(upgrade);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output, HasSubstr("statement 2 of 2 of revision 0001"));
  Query(*session_, fmt::format("DROP TABLE {}.days", kScripted));
  MustRun(upgrade);
  Run("upgrade", kRun);
  ExpectSame("mended");
}

// This client sends one row of several and stops at the second.
TEST_P(BranchesScript, WithRowsBehindFormatStopsAnOldClientBeforeAnythingIsSent) {
  Write("services/report/0007_rows.sql",
        "-- revision: 0007\n-- down_revision: 0006\n-- message: Rows\n-- +upgrade\n"
        "INSERT INTO {{ database }}.prices FORMAT CSV\n1\n2\n\n"
        "-- +downgrade\n-- no-op: they stay\n");
  MakeScript("upgrade");
  const ShellResult result = RunScript();
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("Syntax error"));
  EXPECT_EQ(Query(*session_, fmt::format("SELECT count() FROM system.tables WHERE database = '{}'",
                                         kScripted)),
            "0\n");
}

TEST_P(BranchesScript, StopsWhereAnotherRunWrites) {
  MakeScript("upgrade 0002");
  const std::string row = fmt::format(
      "INSERT INTO {0}.housewright_journal (seq, run_id, kind, format) SELECT max(seq) + 1, "
      "'feedfeedfeedfeed', 'epoch', 1 FROM {0}.housewright_journal;",
      kScripted);
  MustRun(fmt::format("sed -i \"s/^CREATE TABLE {}.orders/{}\\n&/\" script.sql", kScripted, row));
  const ShellResult result = RunScript();
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.output,
              HasSubstr("'another run has written to the journal since this one began'"));
}

// What only the server's version decides, as a run does it: waiting for a mutation.
TEST_P(BranchesScript, OfAMutationWaitsForItAsARunDoes) {
  Write("services/report/0007_delete.sql",
        "-- revision: 0007\n-- down_revision: 0006\n-- message: Delete\n-- +upgrade\n"
        "ALTER TABLE {{ database }}.prices DELETE WHERE price = 1;\n"
        "INSERT INTO {{ database }}.prices SELECT count() FROM {{ database }}.prices;\n"
        "-- +downgrade\n-- no-op: they stay\n");
  for (const char* database : {kScripted, kRun}) Run("upgrade report@0006", database);
  MakeScript("upgrade --from-target");
  // This client does not know the settings of a newer server.
  if (GetParam() == "new") MustRun("sed -i '/^SET /d' script.sql");
  const ShellResult result = RunScript();
  ASSERT_EQ(result.exit_code, 0) << result.output;
  Run("upgrade", kRun);
  ExpectSame("the mutation");
  EXPECT_EQ(Query(*session_, fmt::format("SELECT sum(price) FROM {}.prices", kScripted)), "4\n");
}

INSTANTIATE_TEST_SUITE_P(All, BranchesScript, ::testing::Values("new", "old"),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright::offline_sql
