// Grants of a bootstrap: what was withdrawn from the SQL, and what was never ours. "fake" keeps
// users in front of a real 26.7, because no ClickHouse of this machine has a storage for them; the
// same bodies run on each server of HOUSEWRIGHT_TEST_SERVERS.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "access/access_fixture.h"

namespace housewright::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kNothing = "nothing to do: everything of bootstrap is there\n";

class BootstrapGrants : public AccessTest {
 protected:
  // A bootstrap of a user and these grants.
  void Declare(const std::string& grants) {
    Put("0001.sql",
        "CREATE DATABASE hw_test_access;\n"
        "CREATE USER {{ lrs_user }} IDENTIFIED BY {{ password }};\n" +
            grants);
  }
  std::vector<std::string> Of(const std::string& name = "hw_test_lrs") { return Grants(name); }
};

TEST_P(BootstrapGrants, ThatHoldAreNotSentAgain) {
  Declare(
      "GRANT INSERT, SELECT, delete ON hw_test_access.* TO {{ lrs_user }};\n"
      "GRANT SELECT(a, b) ON hw_test_access.other TO {{ lrs_user }};\n");
  Bootstrap();
  EXPECT_EQ(Bootstrap(), kNothing);
  // What somebody took away comes back.
  Ask("REVOKE INSERT ON hw_test_access.* FROM hw_test_lrs");
  EXPECT_THAT(Planned(), ElementsAre("GRANT INSERT, SELECT, delete ON hw_test_access.* TO "
                                     "hw_test_lrs;"));
  Bootstrap();
  EXPECT_THAT(Of(), ElementsAre(HasSubstr("INSERT")));
}

TEST_P(BootstrapGrants, WithdrawnAreNamedAndRevokedWhereAsked) {
  Declare("GRANT INSERT, SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Ran ran = Run("bootstrap");
  EXPECT_EQ(ran.out, kNothing);
  EXPECT_EQ(ran.err,
            "withdrawn from the SQL, still granted:\n"
            "  INSERT ON hw_test_access.* TO hw_test_lrs\n"
            "  next: run `housewright bootstrap --revoke-withdrawn`, or grant it again in the "
            "SQL\n");
  EXPECT_THAT(Of(), ElementsAre(HasSubstr("INSERT")));

  EXPECT_THAT(Planned("--revoke-withdrawn"),
              ElementsAre("REVOKE INSERT ON hw_test_access.* FROM hw_test_lrs;",
                          "GRANT SELECT ON hw_test_access.* TO hw_test_lrs;"));
  ran = Run("bootstrap --revoke-withdrawn");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("withdrawn from the SQL, revoked: INSERT ON hw_test_access.* TO "
                                 "hw_test_lrs\n"));
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.* TO hw_test_lrs"));
  ran = Run("bootstrap --revoke-withdrawn");
  EXPECT_EQ(ran.out, kNothing);
  EXPECT_EQ(ran.err, "");
}

TEST_P(BootstrapGrants, NarrowerOnesSurviveTheRevokeOfAWiderOne) {
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  Declare("GRANT SELECT ON hw_test_access.t TO {{ lrs_user }};\n");
  EXPECT_EQ(Bootstrap(), kNothing);  // the wider one is there still
  EXPECT_THAT(Planned("--revoke-withdrawn"),
              ElementsAre("REVOKE SELECT ON hw_test_access.* FROM hw_test_lrs;",
                          "GRANT SELECT ON hw_test_access.t TO hw_test_lrs;"));
  Bootstrap("--revoke-withdrawn");
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.t TO hw_test_lrs"));
  EXPECT_EQ(Bootstrap("--revoke-withdrawn"), kNothing);
  // The narrow one is ours, too.
  Declare("");
  Bootstrap("--revoke-withdrawn");
  EXPECT_THAT(Of(), IsEmpty());
}

TEST_P(BootstrapGrants, WiderOnesNeedNoRevokeOfNarrowerOnes) {
  Declare("GRANT SELECT ON hw_test_access.t TO {{ lrs_user }};\n");
  Bootstrap();
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  EXPECT_THAT(Planned("--revoke-withdrawn"),
              ElementsAre("GRANT SELECT ON hw_test_access.* TO hw_test_lrs;"));
}

TEST_P(BootstrapGrants, MadeByOthersAreNotTouched) {
  Ask("CREATE USER hw_test_lrs");
  Ask("GRANT SELECT ON hw_test_access.t TO hw_test_lrs");
  // That one holds already: it stays theirs.
  Declare(
      "GRANT SELECT ON hw_test_access.t TO {{ lrs_user }};\n"
      "GRANT INSERT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  Ask("GRANT INSERT ON hw_test_access.by_hand TO hw_test_lrs");
  Declare("");
  Run("bootstrap --revoke-withdrawn");
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.t TO hw_test_lrs"));
}

TEST_P(BootstrapGrants, AreKeptWhereARevokeWouldTouchWhatOthersGranted) {
  Declare("GRANT SELECT ON hw_test_access.t TO {{ lrs_user }};\n");
  Bootstrap();
  Ask("GRANT SELECT ON hw_test_access.* TO hw_test_lrs");
  Declare("");
  const Ran ran = Run("bootstrap --revoke-withdrawn");
  EXPECT_EQ(ran.out, kNothing);
  EXPECT_EQ(ran.err,
            "withdrawn from the SQL, not revoked: SELECT ON hw_test_access.t TO hw_test_lrs: it "
            "would touch SELECT ON hw_test_access.* TO hw_test_lrs, which was not granted here\n");
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.* TO hw_test_lrs"));
}

TEST_P(BootstrapGrants, LoseTheirOptionWithoutThemselves) {
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }} WITH GRANT OPTION;\n");
  Bootstrap();
  EXPECT_EQ(Bootstrap(), kNothing);
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  EXPECT_THAT(Run("bootstrap").err,
              HasSubstr("  the GRANT OPTION of SELECT ON hw_test_access.* TO hw_test_lrs\n"));
  EXPECT_THAT(Planned("--revoke-withdrawn"),
              ElementsAre("REVOKE GRANT OPTION FOR SELECT ON hw_test_access.* FROM hw_test_lrs;",
                          "GRANT SELECT ON hw_test_access.* TO hw_test_lrs;"));
  Bootstrap("--revoke-withdrawn");
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.* TO hw_test_lrs"));
  EXPECT_EQ(Bootstrap("--revoke-withdrawn"), kNothing);
}

TEST_P(BootstrapGrants, OfRolesAreGrantsAsWell) {
  Declare(
      "CREATE ROLE hw_test_role;\nGRANT SELECT ON hw_test_access.* TO hw_test_role;\n"
      "GRANT hw_test_role TO {{ lrs_user }} WITH ADMIN OPTION;\n");
  Bootstrap();
  EXPECT_EQ(Bootstrap(), kNothing);
  EXPECT_THAT(Of(), ElementsAre("GRANT hw_test_role TO hw_test_lrs WITH ADMIN OPTION"));
  Declare("CREATE ROLE hw_test_role;\n");
  EXPECT_THAT(Planned("--revoke-withdrawn"),
              ElementsAre("REVOKE SELECT ON hw_test_access.* FROM hw_test_role;",
                          "REVOKE hw_test_role FROM hw_test_lrs;"));
  Bootstrap("--revoke-withdrawn");
  EXPECT_THAT(Of(), IsEmpty());
  EXPECT_THAT(Of("hw_test_role"), IsEmpty());
}

TEST_P(BootstrapGrants, ToUsersWhoAreGoneAreForgotten) {
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  Put("0001.sql", "CREATE DATABASE hw_test_access;\n");
  Ask("DROP USER hw_test_lrs");
  const Ran ran = Run("bootstrap --revoke-withdrawn");
  EXPECT_EQ(ran.out, kNothing);
  EXPECT_EQ(ran.err, "");
}

TEST_P(BootstrapGrants, WithAnExceptionConverge) {
  Declare(
      "GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n"
      "REVOKE SELECT ON hw_test_access.secret FROM {{ lrs_user }};\n");
  Bootstrap();
  EXPECT_THAT(Of(), ElementsAre("GRANT SELECT ON hw_test_access.* TO hw_test_lrs",
                                "REVOKE SELECT ON hw_test_access.secret FROM hw_test_lrs"));
  EXPECT_EQ(Bootstrap(), kNothing);
}

TEST_P(BootstrapGrants, ThatCannotBeToldAreSentAndSaid) {
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }} WITH REPLACE OPTION;\n");
  const Ran ran = Run("bootstrap --dry-run");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("WITH REPLACE OPTION;"));
  EXPECT_THAT(ran.err, HasSubstr("what this grants is not remembered, and never revoked: REPLACE "
                                 "OPTION takes away what else was granted"));
}

TEST_P(BootstrapGrants, AreToldInJson) {
  Declare("GRANT INSERT, SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  Declare("GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  const auto run = nlohmann::json::parse(Run("bootstrap --format json").out);
  EXPECT_EQ(run["status"], "nothing_to_do");
  EXPECT_EQ(run["withdrawn"].dump(),
            R"([{"grant":"INSERT ON hw_test_access.* TO hw_test_lrs","kept_because":null,)"
            R"("revoked":false}])");
  EXPECT_EQ(run["undeclared"].dump(), "[]");
  const auto plan =
      nlohmann::json::parse(Run("bootstrap --dry-run --revoke-withdrawn --format json").out);
  EXPECT_EQ(plan["withdrawn"][0]["revoked"], true);
  EXPECT_EQ(plan["steps"][0]["statements"][0]["sql"],
            "REVOKE INSERT ON hw_test_access.* FROM hw_test_lrs");
}

TEST_P(BootstrapGrants, OfADeployConvergeToo) {
  Declare("GRANT INSERT, SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Ran ran = Run("deploy");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  ran = Run("deploy");
  EXPECT_EQ(ran.out, "nothing to do: the project has no revision yet\n");
  Declare("");
  EXPECT_THAT(Run("deploy").err, HasSubstr("withdrawn from the SQL, still granted:\n"));
  EXPECT_THAT(Run("deploy --revoke-withdrawn").out, HasSubstr("1 repeatable statement run again"));
  EXPECT_THAT(Of(), IsEmpty());
}

// Where the user who migrates may not see the grants of others, a user's own login shows them.
TEST_P(BootstrapGrants, HiddenFromTheMigratingUserAreSeenByTheirOwn) {
  if (!is_fake()) GTEST_SKIP() << "what the user of this server may see is not ours to change";
  fake_->HideGrants();
  Declare("GRANT INSERT, SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  Bootstrap();
  EXPECT_EQ(Bootstrap(), kNothing);
  // With a new password nobody can look: the grants are sent again, and that is all.
  SetPassword("another");
  EXPECT_EQ(Planned().size(), 2U);
  Bootstrap();
  EXPECT_EQ(Bootstrap(), kNothing);
}

INSTANTIATE_TEST_SUITE_P(Servers, BootstrapGrants, ::testing::ValuesIn(ServersWithUsers()),
                         ServerTestName);

}  // namespace
}  // namespace housewright::testing
