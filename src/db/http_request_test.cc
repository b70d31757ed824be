#include "db/http_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>

namespace housewright::db {
namespace {

using ::testing::ElementsAre;

Endpoint Local() {
  Endpoint endpoint;
  endpoint.host = "localhost";
  endpoint.user = "bob";
  endpoint.password = "s3cret";
  endpoint.compression = false;
  return endpoint;
}

std::string Target(const Endpoint& endpoint, const Request& request) {
  const auto target = BuildTarget(endpoint, request);
  return target ? *target : target.error().message();
}

std::string ReadAll(BodyStream& body, std::size_t step) {
  std::string all;
  std::vector<char> buffer(step);
  while (const std::size_t size = body.Read(buffer.data(), buffer.size())) {
    all.append(buffer.data(), size);
  }
  return all;
}

std::string Gunzip(const std::string& bytes) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string input = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::string out;
  std::array<char, 4096> buffer{};
  int answer = Z_OK;
  while (answer == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = buffer.size();
    answer = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  EXPECT_EQ(answer, Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

TEST(BuildTarget, HoldsEverythingButUserAndPassword) {
  EXPECT_EQ(Target(Local(), {.query_id = "hw-1",
                             .settings = {{"max_threads", "1"}},
                             .parameters = {{"name", "a&b c"}},
                             .database = "ä"}),
            "/?max_threads=1&wait_end_of_query=1&param_name=a%26b%20c&"
            "database=%C3%A4&query_id=hw-1");
}

TEST(BuildTarget, AsksForProgressAndCompressionOnlyWhereTheyAreWanted) {
  Endpoint endpoint = Local();
  EXPECT_EQ(Target(endpoint, {}), "/?wait_end_of_query=1");
  endpoint.compression = true;
  EXPECT_EQ(Target(endpoint, {.on_progress = [](const Progress&) {}}),
            "/?enable_http_compression=1&"
            "http_headers_progress_interval_ms=5000&send_progress_in_http_headers=1&"
            "wait_end_of_query=1");
}

TEST(BuildTarget, LetsASettingOfTheRequestWin) {
  EXPECT_EQ(Target(Local(), {.settings = {{"wait_end_of_query", "0"}}}), "/?wait_end_of_query=0");
}

TEST(BuildTarget, RefusesSettingsThatAreNone) {
  for (const char* name :
       {"user", "password", "query", "query_id", "database", "quota_key", "param_x"}) {
    EXPECT_EQ(Target(Local(), {.settings = {{name, "s3cret"}}}),
              "'" + std::string(name) + "' is no setting");
  }
}

TEST(BuildHeaders, HoldUserAndPassword) {
  const auto headers = BuildHeaders(Local(), false);
  ASSERT_TRUE(headers.has_value());
  EXPECT_THAT(*headers, ElementsAre("Content-Type: text/plain; charset=UTF-8",
                                    "X-ClickHouse-User: bob", "X-ClickHouse-Key: s3cret"));
}

TEST(BuildHeaders, SayThatTheBodyIsCompressed) {
  Endpoint endpoint = Local();
  endpoint.user.clear();
  endpoint.password.clear();
  const auto headers = BuildHeaders(endpoint, true);
  ASSERT_TRUE(headers.has_value());
  EXPECT_THAT(*headers, ElementsAre("Content-Type: text/plain; charset=UTF-8",
                                    "Content-Encoding: gzip", "Transfer-Encoding: chunked"));
}

TEST(BuildHeaders, RefuseAPasswordThatWouldBreakOutOfItsHeaderWithoutShowingIt) {
  for (const char* password : {"a\r\nX-Evil: 1", "trailing\n", " leading", "trailing "}) {
    Endpoint endpoint = Local();
    endpoint.password = password;
    const auto headers = BuildHeaders(endpoint, false);
    ASSERT_FALSE(headers.has_value()) << password;
    EXPECT_EQ(headers.error().ToString(),
              "error: the password has a control character, or a blank at one end, and cannot be "
              "sent in an HTTP header\n"
              "  next: a line end in a secret's file is the usual cause: check how the value is "
              "made");
  }
}

TEST(BodyStream, GivesStatementLineFeedAndDataOnce) {
  for (const std::size_t step : {1UL, 3UL, 100UL}) {
    BodyStream body("INSERT INTO t FORMAT TSV", "1\t2\n", false);
    EXPECT_EQ(body.plain_size(), 29U);
    EXPECT_FALSE(body.started());
    EXPECT_EQ(ReadAll(body, step), "INSERT INTO t FORMAT TSV\n1\t2\n");
    EXPECT_TRUE(body.started());
    EXPECT_EQ(ReadAll(body, step), "");
  }
}

TEST(BodyStream, AddsNothingToAStatementWithoutData) {
  BodyStream body("SELECT 1", "", false);
  EXPECT_EQ(body.plain_size(), 8U);
  EXPECT_EQ(ReadAll(body, 5), "SELECT 1");
}

TEST(BodyStream, CompressesOnTheWay) {
  std::string data;
  for (int i = 0; i < 100'000; ++i) data += std::to_string(i) + "\n";
  for (const std::size_t step : {1UL, 777UL, 1'000'000UL}) {
    BodyStream body("INSERT INTO t FORMAT TSV", data, true);
    EXPECT_TRUE(body.compressed());
    const std::string bytes = ReadAll(body, step);
    EXPECT_LT(bytes.size(), data.size() / 2);
    EXPECT_EQ(Gunzip(bytes), "INSERT INTO t FORMAT TSV\n" + data);
  }
}

}  // namespace
}  // namespace housewright::db
