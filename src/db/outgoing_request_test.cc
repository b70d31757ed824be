#include "db/outgoing_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::db {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

std::vector<std::string> Blocks(const Endpoint& endpoint, BodyStream& body) {
  OutgoingRequest request(endpoint, "/?a=1", {"X: y"}, body);
  std::vector<std::string> blocks;
  while (!request.done()) blocks.emplace_back(request.Next());
  EXPECT_EQ(request.Next(), "");
  return blocks;
}

Endpoint Localhost() {
  Endpoint endpoint;
  endpoint.host = "localhost";
  endpoint.compression = false;
  return endpoint;
}

TEST(OutgoingRequest, IsOneBlockWhereTheBodyIsShort) {
  BodyStream body("SELECT 1", "data", false);
  EXPECT_THAT(Blocks(Localhost(), body),
              ::testing::ElementsAre("POST /?a=1 HTTP/1.1\r\nHost: localhost:8123\r\n"
                                     "User-Agent: housewright\r\nAccept: */*\r\nX: y\r\n"
                                     "Content-Length: 13\r\n\r\nSELECT 1\ndata"));
}

TEST(OutgoingRequest, AsksForCompressionAndNamesAnIpv6Host) {
  Endpoint endpoint = Localhost();
  endpoint.host = "::1";
  endpoint.compression = true;
  BodyStream body("S", "", false);
  EXPECT_THAT(Blocks(endpoint, body).front(),
              StartsWith("POST /?a=1 HTTP/1.1\r\nHost: [::1]:8123\r\nUser-Agent: housewright\r\n"
                         "Accept: */*\r\nAccept-Encoding: gzip\r\nX: y\r\n"));
}

TEST(OutgoingRequest, SendsALongBodyInBlocks) {
  const std::string data(200'000, 'x');
  BodyStream body("I", data, false);
  const auto blocks = Blocks(Localhost(), body);
  EXPECT_EQ(blocks.size(), 4U);
  std::string all;
  for (const std::string& block : blocks) all += block;
  EXPECT_TRUE(all.substr(all.find("\r\n\r\n") + 4) == "I\n" + data);
}

TEST(OutgoingRequest, SendsNothingTwiceWhereTheBodyFillsItsBlocksExactly) {
  const std::string statement(64UL * 1024, 'x');
  BodyStream body(statement, "", false);
  std::string all;
  for (const std::string& block : Blocks(Localhost(), body)) all += block;
  EXPECT_TRUE(all.substr(all.find("\r\n\r\n") + 4) == statement);
}

TEST(OutgoingRequest, SendsACompressedBodyInChunks) {
  const std::string data(100'000, 'x');
  BodyStream body("I", data, true);
  BodyStream same("I", data, true);
  std::string packed(10'000, '\0');
  packed.resize(same.Read(packed.data(), packed.size()));
  std::string all;
  for (const std::string& block : Blocks(Localhost(), body)) all += block;
  EXPECT_EQ(all.find("Content-Length"), std::string::npos);
  char size[16];
  std::snprintf(size, sizeof(size), "%zx", packed.size());
  EXPECT_TRUE(all.substr(all.find("\r\n\r\n") + 4) ==
              std::string(size) + "\r\n" + packed + "\r\n0\r\n\r\n");
}

}  // namespace
}  // namespace housewright::db
