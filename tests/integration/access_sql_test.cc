// What we read of GRANT and REVOKE and what we write of them, against the parser of a real 26.7:
// it cannot keep users, but formatQuery reads every access statement.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "db/tsv.h"
#include "sql/grant.h"
#include "sql/grant_cases_for_test.h"
#include "sql/quote.h"
#include "support/server_test.h"

namespace housewright {
namespace {

class AccessSql : public testing::ServerTest {
 protected:
  AccessSql() : ServerTest("hw_access_sql_test") {}

  // As the server writes the statement; empty where it is no statement for it.
  std::string Formatted(const std::string& sql) {
    const auto body = session_->Query(
        fmt::format("SELECT formatQuerySingleLine({}) FORMAT TabSeparated", sql::QuoteString(sql)));
    if (!body) {
      ADD_FAILURE() << sql << "\n" << body.error().ToString();
      return "";
    }
    const auto rows = db::ParseTsv(*body, 1);
    return rows ? rows->at(0)[0] : "";
  }
};

// A parser reads a statement and what the server makes of it alike, where it reads it right.
TEST_P(AccessSql, GrantsAreReadAsTheServerReadsThem) {
  for (const auto& [statement, rights] : sql::GrantCases()) {
    const std::string formatted = Formatted(statement);
    const auto ours = sql::ParseGrant(statement);
    const auto theirs = sql::ParseGrant(formatted);
    ASSERT_TRUE(ours && theirs) << statement << "\n" << formatted;
    EXPECT_EQ(ours->rights, theirs->rights) << statement << "\n" << formatted;
    EXPECT_EQ(ours->is_option_only, theirs->is_option_only) << statement;
  }
  for (const auto& [statement, reason] : sql::UnparsedGrantCases()) Formatted(statement);
}

TEST_P(AccessSql, GrantsAndRevokesThatWeWriteAreReadByTheServer) {
  for (const auto& [statement, rights] : sql::GrantCases()) {
    const auto parsed = sql::ParseGrant(statement);
    ASSERT_TRUE(parsed.has_value()) << statement;
    for (const std::string& text : sql::GrantTexts(parsed->rights)) {
      const auto again = sql::ParseGrant(Formatted(text));
      ASSERT_TRUE(again.has_value()) << text;
      EXPECT_EQ(sql::GrantTexts(again->rights), std::vector{text});
    }
    for (const bool is_option_only : {false, true}) {
      for (const std::string& text : sql::RevokeTexts(parsed->rights, is_option_only)) {
        const auto again = sql::ParseGrant(Formatted(text));
        ASSERT_TRUE(again.has_value()) << text;
        EXPECT_TRUE(again->is_revoke);
        EXPECT_EQ(sql::RevokeTexts(again->rights, again->is_option_only), std::vector{text});
      }
    }
  }
}

TEST_P(AccessSql, AliasesOfPrivilegesAreThoseOfTheServer) {
  const auto body = session_->Query(
      "SELECT privilege, arrayJoin(aliases) AS alias FROM system.privileges ORDER BY alias "
      "FORMAT TabSeparated");
  ASSERT_TRUE(body.has_value()) << body.error().ToString();
  const auto rows = db::ParseTsv(*body, 2);
  ASSERT_TRUE(rows.has_value());
  std::size_t known = 0;
  for (const db::TsvRow& row : *rows) {
    const std::string canonical = sql::CanonicalPrivilege(row[1]);
    if (EqualsIgnoringCase(canonical, row[1])) continue;  // no alias for us
    ++known;
    // NONE is printed as USAGE, and two privileges share one alias.
    if (row[0] == "NONE" || row[0] == "ALTER VIEW MODIFY REFRESH") continue;
    EXPECT_EQ(canonical, row[0]) << row[1];
  }
  EXPECT_GT(known, 40U);
}

INSTANTIATE_TEST_SUITE_P(New, AccessSql, ::testing::Values("new"), testing::ServerTestName);

}  // namespace
}  // namespace housewright
