#include "sql/access_statement.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace housewright::sql {
namespace {

// "create user: a, b; plain; clauses", or "nothing".
std::string Told(const std::string& text) {
  const auto statement = ParseAccessStatement(text);
  if (!statement) return "nothing";
  std::string told = fmt::format("{} {}: {}", VerbName(statement->verb),
                                 ObjectKindName(statement->kind), Join(statement->names, ", "));
  if (statement->is_plain_create) told += "; plain";
  if (statement->has_clauses) told += "; clauses";
  if (statement->renames) told += "; renames";
  return told;
}

TEST(ParseAccessStatement, TellsWhatItIsAbout) {
  EXPECT_EQ(Told("CREATE USER u"), "CREATE user: u; plain");
  EXPECT_EQ(Told("CREATE USER a, `b c` ON CLUSTER x"), "CREATE user: a, b c; plain");
  EXPECT_EQ(Told("create user u@'%' identified by 'x'"), "CREATE user: u; plain; clauses");
  EXPECT_EQ(Told("CREATE USER IF NOT EXISTS u NOT IDENTIFIED"), "CREATE user: u; clauses");
  EXPECT_EQ(Told("CREATE USER OR REPLACE u"), "CREATE user: u");
  EXPECT_EQ(Told("ALTER USER IF EXISTS u RENAME TO v"), "ALTER user: u; clauses; renames");
  EXPECT_EQ(Told("DROP USER IF EXISTS u, v"), "DROP user: u, v");
  EXPECT_EQ(Told("CREATE ROLE r SETTINGS max_threads = 1"), "CREATE role: r; plain; clauses");
  EXPECT_EQ(Told("CREATE QUOTA q FOR INTERVAL 1 hour MAX queries = 1 TO u"),
            "CREATE quota: q; plain; clauses");
  EXPECT_EQ(Told("CREATE PROFILE p"), "CREATE settings profile: p; plain");
  EXPECT_EQ(Told("ALTER SETTINGS PROFILE p SETTINGS a = 1"), "ALTER settings profile: p; clauses");
  EXPECT_EQ(Told("CREATE ROW POLICY p, q ON CLUSTER c ON db.`t 1` USING 1 TO u"),
            "CREATE row policy: p ON db.`t 1`, q ON db.`t 1`; plain; clauses");
  EXPECT_EQ(Told("CREATE POLICY p ON db.* ON CLUSTER c"), "CREATE row policy: p ON db.*; plain");
  for (const std::string other :
       {"", "CREATE TABLE t (a Int8)", "CREATE USER", "CREATE ROW POLICY p", "GRANT r TO u",
        "CREATE ROW POLICY p ON a.b, q ON c.d USING 1", "CREATE NAMED COLLECTION c AS a = 1"}) {
    EXPECT_EQ(Told(other), "nothing") << other;
  }
}

TEST(ParseAccessStatement, KnowsWhereIfNotExistsGoes) {
  const std::string text = "/* a */ CREATE /* b */ USER -- c\n `u`IDENTIFIED BY 'CREATE'";
  const auto statement = ParseAccessStatement(text);
  ASSERT_TRUE(statement.has_value());
  EXPECT_EQ(text.substr(statement->verb_begin, statement->verb_end - statement->verb_begin),
            "CREATE");
  EXPECT_EQ(text.substr(statement->condition_at), "`u`IDENTIFIED BY 'CREATE'");
}

std::string Told(const Credential& credential) {
  switch (credential.kind) {
    case Credential::Kind::kNone:
      return "none";
    case Credential::Kind::kUnchecked:
      return "unchecked";
    case Credential::Kind::kPassword:
      return "password " + credential.password;
  }
  return "";
}

TEST(CredentialOf, FindsThePasswordThatOneCanLogInWith) {
  const std::pair<std::string, std::string> cases[] = {
      {"CREATE USER u", "none"},
      {"CREATE USER u HOST LOCAL", "none"},
      {"CREATE USER u NOT IDENTIFIED", "password "},
      {"CREATE USER u IDENTIFIED WITH no_password", "password "},
      {"CREATE USER u IDENTIFIED BY 'a b'", "password a b"},
      {"ALTER USER u IDENTIFIED WITH sha256_password BY 'it\\'s \\\\ @%$\\n'' HOST ANY'",
       "password it's \\ @%$\n' HOST ANY"},
      {"ALTER USER u ADD IDENTIFIED WITH bcrypt_password BY 'x' HOST LOCAL", "password x"},
      {"CREATE USER u IDENTIFIED WITH sha256_hash BY 'ab' SALT 'c'", "unchecked"},
      {"CREATE USER u IDENTIFIED WITH double_sha1_hash BY 'ab'", "unchecked"},
      {"CREATE USER u IDENTIFIED WITH sha256_password BY 'a', bcrypt_password BY 'b'", "unchecked"},
      {"CREATE USER u IDENTIFIED WITH plaintext_password BY $$a$$", "unchecked"},
      {"CREATE USER u IDENTIFIED WITH ldap SERVER 's'", "none"},
      {"CREATE USER u IDENTIFIED WITH ssl_certificate CN 's'", "none"},
      {"CREATE USER u IDENTIFIED WITH ssh_key BY KEY 'k' TYPE 't'", "none"},
      {"CREATE USER u IDENTIFIED WITH ldap SERVER 's', sha256_password BY 'x'", "unchecked"},
  };
  for (const auto& [text, told] : cases) EXPECT_EQ(Told(CredentialOf(text)), told) << text;
}

TEST(FingerprintOf, DoesNotDependOnThePassword) {
  const std::string print = FingerprintOf("ALTER USER u IDENTIFIED BY 'a' HOST LOCAL");
  EXPECT_EQ(print.size(), 64U);
  EXPECT_EQ(FingerprintOf("ALTER USER u  IDENTIFIED /* x */ BY 'it\\'s' HOST LOCAL"), print);
  EXPECT_EQ(FingerprintOf("ALTER USER u IDENTIFIED BY $$a$$ HOST LOCAL"), print);
  EXPECT_NE(FingerprintOf("ALTER USER u IDENTIFIED BY 'a' HOST ANY"), print);
  EXPECT_NE(FingerprintOf("ALTER USER v IDENTIFIED BY 'a' HOST LOCAL"), print);
  EXPECT_NE(FingerprintOf("CREATE ROLE r SETTINGS a = 'x'"),
            FingerprintOf("CREATE ROLE r SETTINGS a = 'y'"));
}

}  // namespace
}  // namespace housewright::sql
