// Users of a bootstrap and their passwords. "fake" keeps users in front of a real 26.7, because no
// ClickHouse of this machine has a storage for them; the same bodies run on each server of
// HOUSEWRIGHT_TEST_SERVERS.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "access/access_fixture.h"
#include "base/hash.h"

namespace housewright::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kUser =
    "CREATE DATABASE hw_test_access;\n"
    "CREATE USER {{ lrs_user }} IDENTIFIED WITH sha256_password BY {{ password }} HOST ANY;\n";

class BootstrapUsers : public AccessTest {};

TEST(ServersWithUsers, AreTheFakeAndThoseOfTheEnvironment) {
  if (ServersWithUsers().size() == 1) {
    GTEST_SKIP() << "HOUSEWRIGHT_TEST_SERVERS names no server: no ClickHouse of this machine has a "
                    "storage for users, so that the tests of this program run on the fake alone";
  }
  EXPECT_EQ(ServersWithUsers().front(), kFake);
}

TEST_P(BootstrapUsers, RunTwiceFindNothingToDo) {
  Put("0001.sql", kUser);
  EXPECT_THAT(Bootstrap(), HasSubstr("bootstrap: 1 file, 2 statements in "));
  EXPECT_TRUE(LogsIn("hw_test_lrs", "first password"));
  EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n");
  EXPECT_THAT(Planned(), IsEmpty());
}

TEST_P(BootstrapUsers, AChangedPasswordIsChangedAndNothingElseIsSent) {
  Put("0001.sql", kUser);
  Bootstrap();
  SetPassword("second password");
  EXPECT_THAT(Planned(), ElementsAre("ALTER USER hw_test_lrs IDENTIFIED WITH sha256_password BY "
                                     "'[secret:password]' HOST ANY;"));
  EXPECT_THAT(Bootstrap(), HasSubstr("bootstrap: 1 repeatable statement run again in "));
  EXPECT_TRUE(LogsIn("hw_test_lrs", "second password"));
  EXPECT_FALSE(LogsIn("hw_test_lrs", "first password"));
  EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n");
}

TEST_P(BootstrapUsers, AChangeThatIsNoPasswordIsSentAsWell) {
  Put("0001.sql", kUser);
  Bootstrap();
  Put("0001.sql", std::string(kUser) + "CREATE ROLE hw_test_role;\n");
  EXPECT_THAT(Planned(), ElementsAre("CREATE ROLE IF NOT EXISTS hw_test_role;"));
  Put("0001.sql",
      "CREATE USER {{ lrs_user }} IDENTIFIED WITH sha256_password BY {{ password }} "
      "HOST LOCAL, IP '127.0.0.1';\n");
  EXPECT_THAT(Planned(), ElementsAre(HasSubstr("HOST LOCAL, IP '127.0.0.1';")));
}

TEST_P(BootstrapUsers, ARoleOfTheSameNameIsNoUser) {
  Ask("CREATE ROLE hw_test_lrs");
  Put("0001.sql", kUser);
  EXPECT_THAT(Planned(), Contains(HasSubstr("CREATE USER IF NOT EXISTS hw_test_lrs ")));
  Ask("DROP ROLE hw_test_lrs");
}

TEST_P(BootstrapUsers, PasswordsArriveAsTheyAre) {
  Put("0001.sql", kUser);
  for (const std::string password :
       {"it's", "a\\b\\\\", "p@ss:w/rd%40%", "$HOME `id` $$x$$", "\"quoted\" -- ; /* */",
        "{{ password }}", "ÄÖ 漢字", "tab\there"}) {
    SetPassword(password);
    const Ran ran = Run("bootstrap");
    ASSERT_EQ(ran.exit_code, 0) << password << ran.err;
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(password)));
    // HTTP cannot carry a control character in a header.
    if (password.find('\t') == std::string::npos) {
      EXPECT_TRUE(LogsIn("hw_test_lrs", password)) << password;
      EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n") << password;
    }
    if (is_fake()) {
      EXPECT_EQ(fake_->PasswordOf("hw_test_lrs"), password);
    }
  }
}

TEST_P(BootstrapUsers, APasswordThatCannotBeTriedIsSetEachTime) {
  Put("0001.sql", kUser);
  SetPassword("two\nlines");
  Bootstrap();
  if (is_fake()) {
    EXPECT_EQ(fake_->PasswordOf("hw_test_lrs"), "two\nlines");
  }
  EXPECT_THAT(Bootstrap(), HasSubstr("1 repeatable statement run again"));
}

TEST_P(BootstrapUsers, NeitherAPasswordNorItsHashIsKept) {
  Put("0001.sql", kUser);
  Bootstrap();
  Bootstrap();
  const std::string journal =
      Ask("SELECT * FROM hw_test_access.housewright_journal FORMAT TabSeparated");
  EXPECT_THAT(journal, HasSubstr("user hw_test_lrs"));
  EXPECT_THAT(journal, Not(HasSubstr("first password")));
  Sha256 hash;
  hash.Update("first password");
  EXPECT_THAT(journal, Not(HasSubstr(hash.Finish().ToHex())));
}

// The first bootstrap of all makes the database of its own journal.
TEST_P(BootstrapUsers, WhatRanBeforeTheJournalWasThereIsRecorded) {
  Put("0001.sql",
      "CREATE USER {{ lrs_user }} IDENTIFIED BY {{ password }};\n"
      "CREATE DATABASE hw_test_access;\n"
      "GRANT SELECT ON hw_test_access.* TO {{ lrs_user }};\n");
  EXPECT_THAT(Bootstrap(), HasSubstr("bootstrap: 1 file, 3 statements in "));
  EXPECT_EQ(Ask("SELECT count() FROM hw_test_access.housewright_journal WHERE kind = 'done' AND "
                "direction = 'bootstrap' FORMAT TabSeparated"),
            "4\n");
  EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n");
}

// As Aspects writes it.
TEST_P(BootstrapUsers, PairsOfCreateAndAlterConvergeToo) {
  Put("0001.sql",
      "CREATE DATABASE IF NOT EXISTS hw_test_access;\n"
      "CREATE USER IF NOT EXISTS hw_test_lrs IDENTIFIED BY {{ password }};\n"
      "ALTER USER hw_test_lrs IDENTIFIED BY {{ password }};\n");
  EXPECT_THAT(Bootstrap(), HasSubstr("3 statements"));
  EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n");
  SetPassword("another");
  EXPECT_THAT(Planned(), ElementsAre("ALTER USER hw_test_lrs IDENTIFIED BY '[secret:password]';"));
}

TEST_P(BootstrapUsers, AUserThatWasThereIsAlteredAndNeverReplaced) {
  Ask("CREATE USER hw_test_lrs IDENTIFIED BY 'by hand'");
  Ask("GRANT SELECT ON hw_test_access.t TO hw_test_lrs");
  Put("0001.sql", kUser);
  Bootstrap();
  EXPECT_TRUE(LogsIn("hw_test_lrs", "first password"));
  EXPECT_THAT(Grants("hw_test_lrs"),
              ElementsAre("GRANT SELECT ON hw_test_access.t TO hw_test_lrs"));
}

TEST_P(BootstrapUsers, WhatIsNoLongerDeclaredIsNamedAndLeftAlone) {
  Ask("CREATE USER hw_test_other");
  Put("0001.sql", std::string(kUser) + "CREATE ROLE hw_test_role;\nCREATE USER hw_test_other;\n");
  Bootstrap();
  Put("0001.sql", "CREATE DATABASE hw_test_access;\n");
  const Ran ran = Run("bootstrap --revoke-withdrawn");
  EXPECT_EQ(ran.out, "nothing to do: everything of bootstrap is there\n");
  EXPECT_EQ(ran.err,
            "no longer declared, left alone: role hw_test_role\n"
            "no longer declared, left alone: user hw_test_lrs\n");
  EXPECT_TRUE(LogsIn("hw_test_lrs", "first password"));
  Ask("DROP USER hw_test_lrs");
  EXPECT_EQ(Run("bootstrap").err, "no longer declared, left alone: role hw_test_role\n");
}

TEST_P(BootstrapUsers, QuotasConverge) {
  Put("0001.sql",
      "CREATE DATABASE hw_test_access;\n"
      "CREATE QUOTA hw_test_quota FOR INTERVAL 1 hour MAX queries = 10 TO ALL EXCEPT default;\n");
  EXPECT_THAT(Bootstrap(), HasSubstr("2 statements"));
  EXPECT_EQ(Bootstrap(), "nothing to do: everything of bootstrap is there\n");
  Put("0001.sql",
      "CREATE DATABASE hw_test_access;\n"
      "CREATE QUOTA hw_test_quota FOR INTERVAL 1 hour MAX queries = 20 TO ALL EXCEPT default;\n");
  EXPECT_THAT(Planned(), ElementsAre("ALTER QUOTA hw_test_quota FOR INTERVAL 1 hour MAX queries = "
                                     "20 TO ALL EXCEPT default;"));
}

INSTANTIATE_TEST_SUITE_P(Servers, BootstrapUsers, ::testing::ValuesIn(ServersWithUsers()),
                         ServerTestName);

}  // namespace
}  // namespace housewright::testing
