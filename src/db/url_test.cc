#include <gtest/gtest.h>

#include "db/session.h"

namespace housewright::db {
namespace {

std::string Parsed(std::string_view url) {
  const auto endpoint = ParseUrl(url);
  return endpoint ? endpoint->Display() : endpoint.error().message();
}

TEST(ParseUrl, ReadsSchemeHostAndPort) {
  EXPECT_EQ(Parsed("http://localhost:8124"), "http://localhost:8124");
  EXPECT_EQ(Parsed("http://localhost"), "http://localhost:8123");
  EXPECT_EQ(Parsed("https://a-b.example.org/"), "https://a-b.example.org:8443");
  EXPECT_EQ(Parsed("HTTPS://10.0.0.1:443"), "https://10.0.0.1:443");
  EXPECT_EQ(Parsed("http://[::1]:8123"), "http://[::1]:8123");
  EXPECT_EQ(Parsed("http://[fe80::1]"), "http://[fe80::1]:8123");
}

TEST(ParseUrl, RefusesOtherSchemes) {
  EXPECT_EQ(Parsed("localhost:8123"), "the url 'localhost:8123' has no scheme");
  EXPECT_EQ(Parsed("clickhouse://localhost:9000"),
            "the url 'clickhouse://localhost:9000' has the scheme 'clickhouse', which is not "
            "spoken here");
}

TEST(ParseUrl, RefusesCredentialsWithoutShowingThem) {
  const auto endpoint = ParseUrl("http://bob:s3cret@localhost:8123");
  ASSERT_FALSE(endpoint.has_value());
  EXPECT_EQ(endpoint.error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(endpoint.error().ToString(),
            "error: the url holds a user or a password, which would end up in logs\n"
            "  next: write the url as http://host:8123, and set user and password beside it, the "
            "password as { env = \"NAME\" } or { file = \"path\" }");
}

TEST(ParseUrl, RefusesWhatIsNoHostOrPort) {
  EXPECT_EQ(Parsed("http://localhost:0"), "'0' is no port in the url 'http://localhost:0'");
  EXPECT_EQ(Parsed("http://localhost:65536"),
            "'65536' is no port in the url 'http://localhost:65536'");
  EXPECT_EQ(Parsed("http://localhost:"), "'' is no port in the url 'http://localhost:'");
  EXPECT_EQ(Parsed("http://"), "'' is no host in the url 'http://'");
  EXPECT_EQ(Parsed("http://a b"), "'a b' is no host in the url 'http://a b'");
  EXPECT_EQ(Parsed("http://[::1"), "the url 'http://[::1' has a '[' without a ']'");
  EXPECT_EQ(Parsed("http://[::1]x"), "the url 'http://[::1]x' has 'x' after the address");
  EXPECT_EQ(Parsed("http://::1"), "'' is no host in the url 'http://::1'");
}

TEST(ParseUrl, RefusesPathsAndQueries) {
  EXPECT_EQ(Parsed("http://localhost/?max_threads=1"),
            "the url 'http://localhost/?max_threads=1' has a path or a query");
  EXPECT_EQ(Parsed("http://localhost/clickhouse"),
            "the url 'http://localhost/clickhouse' has a path or a query");
}

}  // namespace
}  // namespace housewright::db
