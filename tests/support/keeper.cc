#include "support/keeper.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "support/server_process.h"

namespace housewright::testing {
namespace {

constexpr char kJava[] = "/usr/bin/java";
constexpr char kJar[] = "/usr/share/java/zookeeper.jar";
constexpr char kMain[] = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
constexpr std::chrono::seconds kKeeperStartLimit{60};
constexpr int kKeeperTries = 5;  // another program may take the port between our look and the bind

Result<void> CheckParts() {
  for (const char* path : {kJava, kJar}) {
    if (::access(path, R_OK) == 0) continue;
    return Fail(Error(ErrorCode::kNotFound, fmt::format("{}: {}", path, std::strerror(errno)))
                    .WithAdvice("scripts/install-dependencies test"));
  }
  return {};
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  if (const std::ifstream input(path); input) text << input.rdbuf();
  return text.str();
}

}  // namespace

Result<std::unique_ptr<Keeper>> Keeper::Start() {
  TRY(CheckParts());
  Result<void> started;
  for (int tries = 0; tries < kKeeperTries; ++tries) {
    std::unique_ptr<Keeper> keeper(new Keeper);
    started = keeper->Run();
    if (started) return keeper;
  }
  return Fail(std::move(started).error());
}

Result<void> Keeper::Run() {
  ASSIGN_OR_RETURN(port_, FreePort());
  const std::string config = folder_ / "zoo.cfg";
  std::ofstream(config) << fmt::format(
      "tickTime=500\ndataDir={}\nclientPort={}\nclientPortAddress=127.0.0.1\n"
      "admin.enableServer=false\nmaxClientCnxns=0\n",
      folder_ / "data", port_);
  const std::string output = folder_ / "output.txt";
  process_.Start(
      {kJava, "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", kJar, kMain, config},
      folder_.path(), output);
  const auto deadline = std::chrono::steady_clock::now() + kKeeperStartLimit;
  while (std::chrono::steady_clock::now() < deadline) {
    if (IsListening(port_)) return {};
    if (process_.HasEnded()) {
      return Fail(ErrorCode::kInternal, "ZooKeeper ended while it started: " + TextOf(output));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return Fail(ErrorCode::kTimeout, "ZooKeeper does not listen: " + TextOf(output));
}

Result<std::unique_ptr<RealServer>> Keeper::StartServer(const std::string& name) const {
  // A server ends the Keeper's session of another one with its own id, and the engine has none but
  // zeros: each keeps its sessions in a place of its own.
  return RealServer::StartNew(fmt::format(R"(  <zookeeper>
    <node><host>127.0.0.1</host><port>{}</port></node>
    <sessions_path>/clickhouse/sessions/{}</sessions_path>
  </zookeeper>
  <keeper_map_path_prefix>/keeper_map</keeper_map_path_prefix>
)",
                                          port_, name));
}

Result<KeeperPair*> KeeperPair::Shared() {
  const auto start = []() -> Result<KeeperPair> {
    KeeperPair pair;
    ASSIGN_OR_RETURN(pair.keeper, Keeper::Start());
    ASSIGN_OR_RETURN(pair.servers[0], pair.keeper->StartServer("first"));
    ASSIGN_OR_RETURN(pair.servers[1], pair.keeper->StartServer("second"));
    return pair;
  };
  static Result<KeeperPair> pair = start();
  if (!pair) return Fail(pair.error());
  return &*pair;
}

void Keeper::Stop() const { process_.Signal(SIGSTOP); }
void Keeper::Continue() const { process_.Signal(SIGCONT); }

}  // namespace housewright::testing
