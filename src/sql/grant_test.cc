#include "sql/grant.h"

#include <gtest/gtest.h>

#include "sql/grant_cases_for_test.h"

namespace housewright::sql {
namespace {

std::vector<std::string> RightsOf(const std::string& statement) {
  const auto parsed = ParseGrant(statement);
  if (!parsed) return {"not parsed: " + parsed.error()};
  std::vector<std::string> rights;
  for (const GrantedRight& right : parsed->rights) rights.push_back(right.ToString());
  return rights;
}

GrantedRight One(const std::string& grant) {
  const auto parsed = ParseGrant("GRANT " + grant);
  EXPECT_TRUE(parsed && parsed->rights.size() == 1) << grant;
  return parsed->rights.at(0);
}

TEST(ParseGrant, TellsEachRightOfEachGrantee) {
  for (const auto& [statement, rights] : GrantCases()) {
    EXPECT_EQ(RightsOf(statement), rights) << statement;
  }
}

TEST(ParseGrant, SaysWhyARightCannotBeTold) {
  for (const auto& [statement, reason] : UnparsedGrantCases()) {
    const auto parsed = ParseGrant(statement);
    ASSERT_FALSE(parsed.has_value()) << statement;
    EXPECT_EQ(parsed.error(), reason) << statement;
  }
  for (const std::string text :
       {"", "GRANT", "GRANT SELECT", "GRANT SELECT ON", "GRANT SELECT ON db.", "GRANT SELECT TO",
        "GRANT SELECT ON db.* TO", "GRANT SELECT ON db.* TO u,", "GRANT SELECT( ON db.* TO u",
        "GRANT SELECT(a ON db.* TO u", "GRANT , ON db.* TO u", "GRANT a b TO u", "SELECT 1",
        "GRANT SELECT ON db.* TO u WITH", "GRANT SELECT ON db.* TO u extra"}) {
    EXPECT_FALSE(ParseGrant(text).has_value()) << text;
  }
}

TEST(ParseGrant, TellsRevokeItsOptionAndTheCluster) {
  EXPECT_FALSE(ParseGrant("GRANT SELECT ON a.b TO u")->is_revoke);
  EXPECT_TRUE(ParseGrant("REVOKE SELECT ON a.b FROM u")->is_revoke);
  EXPECT_FALSE(ParseGrant("REVOKE SELECT ON a.b FROM u")->is_option_only);
  EXPECT_TRUE(ParseGrant("REVOKE GRANT OPTION FOR SELECT ON a.b FROM u")->is_option_only);
  EXPECT_TRUE(ParseGrant("REVOKE ADMIN OPTION FOR r FROM u")->is_option_only);
  EXPECT_EQ(ParseGrant("GRANT ON CLUSTER c SELECT ON a.b TO u")->rights[0].cluster, "c");
  EXPECT_EQ(ParseGrant("GRANT SELECT ON a.b TO u@localhost")->rights[0].grantee, "u@localhost");
}

TEST(GrantedRight, CoversTheSameAndWhatIsNarrower) {
  EXPECT_TRUE(One("SELECT ON db.* TO u").Covers(One("SELECT ON db.t TO u")));
  EXPECT_TRUE(One("SELECT ON db.* TO u").Covers(One("SELECT(a) ON db.t TO u")));
  EXPECT_TRUE(One("SELECT ON *.* TO u").Covers(One("SELECT ON t TO u")));
  EXPECT_TRUE(One("SELECT ON db.pre* TO u").Covers(One("SELECT ON db.prefix TO u")));
  EXPECT_TRUE(One("ALL ON db.* TO u").Covers(One("INSERT ON db.t TO u")));
  EXPECT_TRUE(One("r TO u WITH ADMIN OPTION").Covers(One("r TO u")));
  EXPECT_TRUE(One("delete ON db.t TO u").Covers(One("ALTER DELETE ON db.t TO u")));
  EXPECT_FALSE(One("SELECT ON db.t TO u").Covers(One("SELECT ON db.* TO u")));
  EXPECT_FALSE(One("SELECT(a) ON db.t TO u").Covers(One("SELECT ON db.t TO u")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").Covers(One("SELECT ON db.* TO v")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").Covers(One("INSERT ON db.* TO u")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").Covers(One("SELECT ON db.* TO u WITH GRANT OPTION")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").Covers(One("SELECT ON t TO u")));
  EXPECT_FALSE(One("r TO u").Covers(One("r TO u WITH ADMIN OPTION")));
}

TEST(GrantedRight, MayOverlapUnlessItSurelyDoesNot) {
  EXPECT_TRUE(One("SELECT ON db.* TO u").MayOverlap(One("SELECT(a) ON db.t TO u")));
  EXPECT_TRUE(One("SELECT ON db.t TO u").MayOverlap(One("SELECT ON db.* TO u")));
  EXPECT_TRUE(One("CREATE ON db.* TO u").MayOverlap(One("CREATE TABLE ON db.* TO u")));
  EXPECT_TRUE(One("SELECT ON t TO u").MayOverlap(One("SELECT ON db.t TO u")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").MayOverlap(One("SELECT ON other.* TO u")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").MayOverlap(One("INSERT ON db.* TO u")));
  EXPECT_FALSE(One("SELECT(a) ON db.t TO u").MayOverlap(One("SELECT(b) ON db.t TO u")));
  EXPECT_FALSE(One("SELECT ON db.* TO u").MayOverlap(One("SELECT ON db.* TO v")));
}

TEST(RevokeTexts, NamesTogetherWhatDiffersInPrivilegeAlone) {
  const auto rights =
      ParseGrant("GRANT SELECT(a, b), INSERT, SELECT ON db.t, CREATE TABLE ON `a b`.* TO u, all_");
  EXPECT_EQ(RevokeTexts(rights->rights, false),
            (std::vector<std::string>{"REVOKE SELECT(a, b), INSERT, SELECT ON db.t FROM u",
                                      "REVOKE CREATE TABLE ON `a b`.* FROM u",
                                      "REVOKE SELECT(a, b), INSERT, SELECT ON db.t FROM all_",
                                      "REVOKE CREATE TABLE ON `a b`.* FROM all_"}));
  const auto optional = ParseGrant("GRANT ON CLUSTER `my c` SELECT ON db.t TO u WITH GRANT OPTION");
  EXPECT_EQ(
      RevokeTexts(optional->rights, true),
      std::vector<std::string>{"REVOKE ON CLUSTER `my c` GRANT OPTION FOR SELECT ON db.t FROM u"});
  const auto role = ParseGrant("GRANT analyst TO `all` WITH ADMIN OPTION");
  EXPECT_EQ(RevokeTexts(role->rights, true),
            std::vector<std::string>{"REVOKE ADMIN OPTION FOR analyst FROM `all`"});
}

TEST(GrantTexts, ReadBackAsTheSameRights) {
  for (const auto& [statement, rights] : GrantCases()) {
    const auto parsed = ParseGrant(statement);
    ASSERT_TRUE(parsed.has_value()) << statement;
    for (const GrantedRight& right : parsed->rights) {
      const auto again = ParseGrant(GrantTexts({right}).at(0));
      ASSERT_TRUE(again.has_value()) << statement;
      EXPECT_EQ(again->rights, std::vector{right}) << statement;
    }
  }
}

}  // namespace
}  // namespace housewright::sql
