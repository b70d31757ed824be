// The scripts of --sql, whole: rows of the journal in short, so that what runs can be read.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <regex>
#include <utility>

#include "base/text.h"
#include "cli/app_fixture.h"
#include "cli/render/client_sql.h"

namespace housewright::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The values of a column in an INSERT: one, or those of its array.
std::vector<std::string> ValuesOf(const std::string& insert, std::size_t column,
                                  const std::string& name) {
  std::smatch match;
  if (std::regex_search(insert, match, std::regex("\\[([^\\]]*)\\] AS " + name + "(,|;)"))) {
    const std::string list = match.str(1);
    std::vector<std::string> values;
    for (const std::string_view value : Split(list, ',')) values.emplace_back(Trim(value));
    return values;
  }
  const std::string values = insert.substr(insert.find(" SELECT "));
  // No value before these holds a comma but that of query_id, which stands behind them.
  return {std::string(Trim(Split(values, ',')[column]))};
}

std::string RowsIn(std::string_view line) {
  const std::string insert(line);
  std::vector<std::vector<std::string>> columns;
  std::size_t rows = 1;
  // The run_id of an epoch row holds a comma.
  const std::size_t shift = insert.find("'epoch'") == std::string::npos ? 0 : 1;
  constexpr std::array<std::pair<const char*, std::size_t>, 4> kColumns = {
      {{"kind", 3}, {"revision", 6}, {"statement", 8}, {"statements", 9}}};
  for (const auto& [name, column] : kColumns) {
    columns.push_back(ValuesOf(insert, column + shift, name));
    rows = std::max(rows, columns.back().size());
  }
  const auto at = [&](std::size_t column, std::size_t row) {
    const std::vector<std::string>& values = columns[column];
    return ReplaceAll(values[values.size() == 1 ? 0 : row], "'", "");
  };
  std::string out;
  for (std::size_t row = 0; row < rows; ++row) {
    out += fmt::format("{}{} {} {}/{}", out.empty() ? "[" : ", ", at(0, row), at(1, row),
                       at(2, row), at(3, row));
  }
  return out + "]";
}

// Rows become "[done 0001 1/2, intent 0001 2/2]", the table "[table]", the guard "[expects 0001
// '...', ...]".
std::string Short(const std::string& script) {
  static const std::regex kGuard("SELECT toUInt8\\(if\\(countIf.*arrayJoin\\(\\[(.*)\\]\\).*;");
  static const std::regex kTable("CREATE TABLE IF NOT EXISTS .*housewright_journal.*;");
  std::string text = std::regex_replace(script, kTable, "[table]");
  text = std::regex_replace(text, kGuard, "[expects $1]");
  std::string out;
  for (const std::string_view line : Split(text, '\n')) {
    const bool is_rows = line.starts_with("INSERT INTO `") &&
                         line.find("`.`housewright_journal` (seq") != std::string_view::npos;
    out += is_rows ? RowsIn(line) : std::string(line);
    out += '\n';
  }
  out.pop_back();
  return out;
}

constexpr const char* kHead = "-- Run it with: clickhouse-client --multiquery < FILE\n\n";
constexpr const char* kJournal =
    "-- The journal. The script runs only where it stands as the script expects.\n[table]\n";

class Script : public ::testing::Test {
 protected:
  Script() { app.PutProject(); }
  void ExpectScript(const std::vector<std::string>& args, const std::string& script) {
    const Printed printed = app.Run(args);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_EQ(Short(printed.out), script);
    EXPECT_EQ(printed.err, "");
  }
  void ExpectError(const std::vector<std::string>& args, int exit_code, const std::string& err) {
    const Printed printed = app.Run(args);
    EXPECT_EQ(printed.exit_code, exit_code);
    EXPECT_EQ(printed.err, err);
    EXPECT_EQ(printed.out, "");
  }
  AppFixture app;
};

TEST_F(Script, OfAnUpgradeHasJournalGuardStatementsAndPlaceholders) {
  ExpectScript(
      {"upgrade", "--sql"},
      std::string("-- Housewright 0.1.0: upgrade from base to heads\n") + kHead +
          "-- Rows behind FORMAT: clients that take only one of them cannot read this line.\n"
          "SELECT 1::UInt8 FORMAT Null;\n\n"
          "-- Secrets: write the value in place of each [secret:...], escaped for its quotes.\n"
          "SELECT toUInt8(if('[secret:reader_password]' = concat('[secret', ':reader_password]'), "
          "'the secret reader_password still is a placeholder in this script; nothing was run', "
          "'0')) FORMAT Null;\n\n" +
          kJournal +
          "[expects ('0001', ''), ('0002', ''), ('0003', '')]\n"
          "[epoch  0/0]\n\n"
          "-- Running upgrade <base> -> 0001, Create orders\n"
          "-- services/orders/0001_create_orders.sql\n"
          "[intent 0001 1/1]\n"
          "CREATE TABLE shop.orders (id UInt64) ENGINE = MergeTree ORDER BY id;\n"
          "\n-- Running upgrade 0001 -> 0002, Add the price\n"
          "-- services/orders/0002_add_price.sql\n"
          "[done 0001 1/1, intent 0002 1/1]\n"
          "ALTER TABLE shop.orders ADD COLUMN price Decimal(9, 2);\n"
          "\n-- Running upgrade <base> -> 0003, Create the stock\n"
          "-- services/stock/0003_create_stock.sql\n"
          "[done 0002 1/1, intent 0003 1/2]\n"
          "CREATE USER reader IDENTIFIED WITH sha256_password BY '[secret:reader_password]';\n"
          "[done 0003 1/2, intent 0003 2/2]\n"
          "INSERT INTO shop.stock FORMAT CSV\n1,2\n3,4\n\n"
          "\n[done 0003 2/2, release  0/0]\n");
}

TEST_F(Script, IsTheSameEachTimeItIsMade) {
  const std::string first = app.Run({"upgrade", "--sql"}).out;
  app.clock.Advance(std::chrono::hours(1));
  EXPECT_EQ(app.Run({"upgrade", "--sql"}).out, first);
}

TEST_F(Script, WithSecretsWritesThemAndNeedsNoOtherValue) {
  app.environment["READER_PASSWORD"] = "it's";
  const Printed printed = app.Run({"upgrade", "0002:heads", "--sql", "--with-secrets"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, HasSubstr("BY 'it\\'s';\n"));
  EXPECT_THAT(printed.out, Not(HasSubstr("placeholder")));
  EXPECT_THAT(printed.out, HasSubstr("arrayJoin([('0002', 'is applied'), ('0003', '')])"));
}

TEST_F(Script, OfADowngradeExpectsWhatItUndoesAndThatNothingElseNeedsIt) {
  ExpectScript({"downgrade", "0002:base", "--sql", "--tag", "ticket 7\nDROP TABLE x"},
               std::string("-- Housewright 0.1.0: downgrade from 0002 to base\n"
                           "-- Tag: ticket 7\n-- DROP TABLE x\n") +
                   kHead + kJournal +
                   "[expects ('0001', 'is applied'), ('0002', 'is applied'), ('0003', '')]\n"
                   "[epoch  0/0]\n\n"
                   "-- Running downgrade 0002 -> 0001, Add the price\n"
                   "-- services/orders/0002_add_price.sql\n"
                   "[intent 0002 1/1]\n"
                   "ALTER TABLE shop.orders DROP COLUMN price;\n"
                   "\n-- Running downgrade 0001 -> <base>, Create orders\n"
                   "-- services/orders/0001_create_orders.sql\n"
                   "[done 0002 1/1, intent 0001 1/1]\n"
                   "DROP TABLE shop.orders;\n"
                   "\n[done 0001 1/1, release  0/0]\n");
}

TEST_F(Script, OfARangeWithoutStepsSaysSo) {
  ExpectScript({"upgrade", "heads:heads", "--sql"},
               "-- Housewright 0.1.0: upgrade from heads to heads\n-- nothing to do\n");
}

TEST_F(Script, OfSeveralStartsHasWhatEachNeeds) {
  EXPECT_THAT(app.Run({"upgrade", "0001,0003:heads", "--sql"}).out,
              HasSubstr("[('0002', ''), ('0003', 'is applied')]"));
}

TEST_F(Script, OfAStampHoldsRowsOnly) {
  ExpectScript({"stamp", "0002:0001", "--sql"},
               std::string("-- Housewright 0.1.0: stamp from 0002 to 0001\n") + kHead + kJournal +
                   "[expects ('0002', 'is applied')]\n"
                   "[epoch  0/0]\n\n"
                   "-- 0002 counts as not applied\n"
                   "[stamp 0002 0/0, release  0/0]\n");
}

TEST_F(Script, IsJsonWhereJsonIsAskedFor) {
  EXPECT_THAT(app.Run({"stamp", "heads", "--sql", "--format", "json"}).out,
              ::testing::StartsWith("{\n  \"command\": \"stamp\",\n  \"sql\": \"-- Housewright"));
}

TEST_F(Script, AsksNoServerForANamedTargetAndSetsItsSettings) {
  app.Put("housewright.toml",
          "[services.orders]\n[services.stock]\n[variables]\ndatabase = \"shop\"\n"
          "reader_password = { secret = true }\n"
          "[targets.production]\nurl = \"http://nowhere.invalid\"\n"
          "[targets.production.settings]\nmax_threads = 3\ncomment = \"it's\"\n");
  const Printed printed = app.Run({"upgrade", "0001", "--sql", "-t", "production"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, HasSubstr("SET comment = 'it\\'s';\nSET max_threads = 3;\n"));
}

TEST_F(Script, OfAMutationWaitsAndOfASettingResetsIt) {
  app.Put("services/orders/0002_add_price.sql",
          "-- revision: 0002\n-- down_revision: 0001\n-- message: Change\n\n-- +upgrade\n"
          "-- settings: max_threads = 1\nALTER TABLE shop.orders DELETE WHERE id = 1;\n"
          "USE shop;\n-- +downgrade\n-- no-op: gone\n");
  EXPECT_THAT(
      Short(app.Run({"upgrade", "0001:0002", "--sql"}).out),
      ::testing::AllOf(HasSubstr("\nSET mutations_sync = 1;\n"),
                       HasSubstr("SET max_threads = 1;\n[intent 0002 1/2]\n"
                                 "ALTER TABLE shop.orders DELETE WHERE id = 1;\n"
                                 "[done 0002 1/2]\nSET max_threads = DEFAULT;\n"
                                 "-- left out, it has no effect on other statements: USE shop\n"
                                 "\n[done 0002 2/2, release  0/0]\n")));
}

TEST_F(Script, RefusesAStartThatOnlyAServerKnows) {
  for (const std::string start : {"current", "-1", "orders@current"}) {
    ExpectError({"upgrade", start + ":heads", "--sql"}, 2,
                "error: '" + start +
                    "' is relative to what a target has, and no server is asked\n"
                    "  next: name a revision, base or heads as the start, or leave the start out "
                    "and add --from-target\n");
  }
}

TEST_F(Script, RefusesTwoStarts) {
  ExpectError({"upgrade", "0001:heads", "--sql", "--from-target"}, 2,
              "error: both '0001:' and --from-target say where the script begins\n"
              "  next: leave one of them out: housewright upgrade --help\n");
  ExpectError({"stamp", "base:0001", "0001:0003", "--sql"}, 2,
              "error: `stamp --sql` begins at one place, and its ranges name several\n"
              "  next: write the same START: before each of them\n");
}

TEST_F(Script, RefusesAPurgeWithoutAServer) {
  ExpectError({"stamp", "heads", "--sql", "--purge"}, 2,
              "error: only a server knows what `stamp --purge` is to strike out\n"
              "  next: add --from-target\n");
}

TEST_F(Script, RefusesARangeForAStampThatWrites) {
  ExpectError({"stamp", "0001:0002"}, 2,
              "error: the range '0001:0002' is for --sql; a run begins at what is applied\n"
              "  next: housewright stamp 0001:0002 --sql\n");
}

TEST(ClientSql, PutsValuesOnOneLine) {
  EXPECT_EQ(ForClient("INSERT INTO a (x,\n y) VALUES\n  (1, 'b\nc;'), -- one\n  (2, 'd')"),
            "INSERT INTO a (x,\n y) VALUES (1, 'b\\nc;'), (2, 'd');\n");
  EXPECT_EQ(ForClient("INSERT INTO a VALUES (1)"), "INSERT INTO a VALUES (1);\n");
  EXPECT_EQ(ForClient("INSERT INTO a\nSELECT 1"), "INSERT INTO a\nSELECT 1;\n");
}

TEST(ClientSql, KnowsRowsBehindFormat) {
  EXPECT_TRUE(HasSeveralRows("INSERT INTO a FORMAT CSV\n1\n2"));
  EXPECT_FALSE(HasSeveralRows("INSERT INTO a FORMAT CSV\n1\n"));
  EXPECT_FALSE(HasSeveralRows("INSERT INTO a VALUES\n(1),\n(2)"));
}

}  // namespace
}  // namespace housewright::cli
