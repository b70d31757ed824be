// ConnectToFirst and FindHost, on loopback.

#include "db/tcp_connect.h"

#include <gtest/gtest.h>

#include <thread>

#include "testing/scripted_server.h"
#include "testing/silent_port.h"

namespace housewright::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ScriptedConnection;
using testing::ScriptedServer;
using testing::SilentPort;

SocketAddress Loopback(std::uint16_t port) {
  return FindHost("127.0.0.1", port, steady_clock::now(), {}).value().front();
}

// "connected", or "end failure: detail".
std::string Outcome(const std::expected<Socket, Setback>& result) {
  if (result) return "connected";
  if (result.error().end == TransferEnd::kStopped) return "stopped";
  switch (result.error().failure) {
    case TransferFailure::kConnect:
      return "failed: " + result.error().detail;
    case TransferFailure::kConnectTimeout:
      return "timeout";
    default:
      return "other: " + result.error().detail;
  }
}

std::string Connect(const std::vector<SocketAddress>& addresses, milliseconds timeout,
                    const std::stop_token& stop = {}) {
  return Outcome(ConnectToFirst(addresses, steady_clock::now() + timeout, stop));
}

void Hold(ScriptedConnection& connection) { connection.HoldUntilClientCloses(); }

TEST(ConnectToFirst, GoesOnWhereAnAddressRefuses) {
  ScriptedServer server(Hold);
  const auto start = steady_clock::now();
  EXPECT_EQ(Connect({Loopback(testing::UnusedPort()), Loopback(server.port())}, milliseconds(5000)),
            "connected");
  EXPECT_LT(steady_clock::now() - start, kHeadStart);
}

TEST(ConnectToFirst, TriesTheNextAddressBesideASilentOne) {
  SilentPort silent;
  ScriptedServer server(Hold);
  const auto start = steady_clock::now();
  EXPECT_EQ(Connect({Loopback(silent.port()), Loopback(server.port())}, milliseconds(5000)),
            "connected");
  const auto taken = steady_clock::now() - start;
  EXPECT_GE(taken, kHeadStart);
  EXPECT_LT(taken, milliseconds(2000));
}

TEST(ConnectToFirst, TellsTheFirstFailureWhereAllRefuse) {
  EXPECT_EQ(Connect({Loopback(testing::UnusedPort()), Loopback(testing::UnusedPort())},
                    milliseconds(5000)),
            "failed: connection refused");
}

TEST(ConnectToFirst, KeepsToItsDeadlineOverAllAddresses) {
  SilentPort silent;
  const auto start = steady_clock::now();
  EXPECT_EQ(Connect({Loopback(silent.port()), Loopback(silent.port())}, milliseconds(300)),
            "timeout");
  const auto taken = steady_clock::now() - start;
  EXPECT_GE(taken, milliseconds(300));
  EXPECT_LT(taken, milliseconds(800));
}

TEST(ConnectToFirst, StopsAtOnceWhenAsked) {
  SilentPort silent;
  std::stop_source source;
  steady_clock::time_point asked;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(30));
    asked = steady_clock::now();
    source.request_stop();
  });
  EXPECT_EQ(Connect({Loopback(silent.port())}, milliseconds(5000), source.get_token()), "stopped");
  stopper.join();
  EXPECT_LT(steady_clock::now() - asked, milliseconds(500));
}

TEST(FindHost, ReadsAddressesOfBothKindsAtOnce) {
  EXPECT_EQ(FindHost("127.0.0.1", 1, {}, {}).value().front().bytes.ss_family, AF_INET);
  EXPECT_EQ(FindHost("::1", 1, {}, {}).value().front().bytes.ss_family, AF_INET6);
}

TEST(FindHost, AsksTheResolverForNames) {
  const auto deadline = steady_clock::now() + milliseconds(20'000);
  EXPECT_TRUE(FindHost("localhost", 1, deadline, {}).has_value());
  const auto unknown = FindHost("no-such-host.invalid", 1, deadline, {});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().failure, TransferFailure::kResolve);
}

// The resolver may be quicker than we are.
TEST(FindHost, DoesNotWaitForTheResolver) {
  const auto late = FindHost("localhost", 1, steady_clock::now() - milliseconds(1), {});
  EXPECT_TRUE(late || late.error().failure == TransferFailure::kConnectTimeout);
  std::stop_source source;
  source.request_stop();
  const auto stopped =
      FindHost("localhost", 1, steady_clock::now() + milliseconds(5000), source.get_token());
  EXPECT_TRUE(stopped || stopped.error().end == TransferEnd::kStopped);
}

}  // namespace
}  // namespace housewright::db
