#include "engine/engine_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const EngineUser kOwn{"housewright", "own password"};

TEST(EngineConfig, EscapesPaths) {
  EXPECT_EQ(EscapeXml("a<b>&'\"c"), "a&lt;b&gt;&amp;&apos;&quot;c");
  EXPECT_THAT(ConfigXml({.data = "/d & e", .users_file = "/u.xml", .log_file = "/l"}),
              HasSubstr("<path>/d &amp; e/</path>"));
}

TEST(EngineConfig, ListensOnLoopbackOnly) {
  const std::string config = ConfigXml({.data = "/d", .users_file = "/u.xml", .log_file = "/l"});
  EXPECT_THAT(config, HasSubstr("<listen_host>127.0.0.1</listen_host>"));
  EXPECT_THAT(config, HasSubstr("<http_port>0</http_port>"));
}

TEST(EngineConfig, TakesElementsOfATest) {
  const std::string config = ConfigXml({.data = "/d",
                                        .users_file = "/u.xml",
                                        .log_file = "/l",
                                        .extra_configuration = "  <zookeeper/>\n"});
  EXPECT_THAT(config, HasSubstr("  </query_log>\n  <zookeeper/>\n</clickhouse>\n"));
}

TEST(EngineConfig, StoresPasswordsAsHashes) {
  const std::vector<EngineUser> extra = {{"ch_admin", "abc"}};
  const auto users = UsersXml(kOwn, extra);
  ASSERT_TRUE(users) << users.error().ToString();
  EXPECT_THAT(*users,
              HasSubstr("<ch_admin>\n      <password_sha256_hex>ba7816bf8f01cfea414140de5dae2223"
                        "b00361a396177a9cb410ff61f20015ad</password_sha256_hex>"));
  EXPECT_THAT(*users, Not(HasSubstr("own password")));
}

TEST(EngineConfig, WritesAUserThatIsGivenTwiceOnce) {
  const std::vector<EngineUser> extra = {{"ch_admin", "abc"}, {"ch_admin", "abc"}};
  const auto users = UsersXml(kOwn, extra);
  ASSERT_TRUE(users) << users.error().ToString();
  EXPECT_EQ(users->find("<ch_admin>"), users->rfind("<ch_admin>"));
}

struct BadUsers {
  std::vector<EngineUser> users;
  std::string message;
};

TEST(EngineConfig, RefusesUsersThatUsersXmlCannotHold) {
  const BadUsers cases[] = {
      {{{"a.b", "p"}}, "the embedded engine cannot have a user named \"a.b\""},
      {{{"", "p"}}, "the embedded engine cannot have a user named \"\""},
      {{{"1a", "p"}}, "the embedded engine cannot have a user named \"1a\""},
      {{{"x></x", "p"}}, "the embedded engine cannot have a user named \"x></x\""},
      {{{"default", "p"}}, "the embedded engine keeps the user name \"default\" for itself"},
      {{{"housewright", "p"}},
       "the embedded engine keeps the user name \"housewright\" for itself"},
      {{{"a", "p"}, {"a", "q"}}, "the embedded engine's user \"a\" is given two passwords"}};
  for (const BadUsers& bad : cases) {
    const auto users = UsersXml(kOwn, bad.users);
    ASSERT_FALSE(users) << bad.message;
    EXPECT_EQ(users.error().message(), bad.message);
  }
}

}  // namespace
}  // namespace housewright::engine
