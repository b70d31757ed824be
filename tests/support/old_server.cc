#include "support/old_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "support/server_process.h"
#include "testing/temporary_directory.h"

namespace housewright::testing {
namespace {

constexpr char kProgram[] = "/usr/sbin/clickhouse-server";
constexpr std::chrono::seconds kStartLimit{20};
constexpr int kTries = 5;  // another program may take a port between our look and the server's bind

std::string ConfigXml(const std::string& folder, std::uint16_t http, std::uint16_t tcp) {
  return fmt::format(R"(<yandex>
  <path>{0}/data/</path>
  <tmp_path>{0}/tmp/</tmp_path>
  <users_config>{0}/users.xml</users_config>
  <listen_host>127.0.0.1</listen_host>
  <http_port>{1}</http_port>
  <tcp_port>{2}</tcp_port>
  <mark_cache_size>5368709120</mark_cache_size>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <logger>
    <level>warning</level>
    <log>{0}/server.log</log>
    <errorlog>{0}/error.log</errorlog>
    <size>10M</size>
    <count>1</count>
  </logger>
  <query_log>
    <database>system</database>
    <table>query_log</table>
    <flush_interval_milliseconds>200</flush_interval_milliseconds>
  </query_log>
</yandex>
)",
                     folder, http, tcp);
}

constexpr char kUsersXml[] = R"(<yandex>
  <profiles>
    <default><log_queries>1</log_queries></default>
    <readonly><readonly>1</readonly></readonly>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </default>
    <reader>
      <password></password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>readonly</profile>
      <quota>default</quota>
    </reader>
  </users>
</yandex>
)";

class OldServer final : public RealServer {
 public:
  Result<void> Start() {
    ASSIGN_OR_RETURN(endpoint_.port, FreePort());
    ASSIGN_OR_RETURN(tcp_port_, FreePort());
    endpoint_.host = "127.0.0.1";
    endpoint_.compression = false;
    std::ofstream(folder_ / "config.xml") << ConfigXml(folder_.path(), endpoint_.port, tcp_port_);
    std::ofstream(folder_ / "users.xml") << kUsersXml;
    Spawn();
    return WaitUntilItAnswers();
  }

  const db::Endpoint& endpoint() const override { return endpoint_; }
  std::string name() const override { return "18.16"; }
  Result<std::uint16_t> NativePort() override { return tcp_port_; }

 private:
  void Spawn() {
    process_.Start({kProgram, "--config-file=" + (folder_ / "config.xml")}, folder_.path(),
                   folder_ / "output.txt");
  }

  Result<void> WaitUntilItAnswers() {
    ASSIGN_OR_RETURN(auto session, db::OpenHttpSession(endpoint_));
    const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
    while (std::chrono::steady_clock::now() < deadline) {
      if (session->Query("SELECT 1")) return {};
      if (process_.HasEnded()) {
        return Fail(ErrorCode::kInternal, "clickhouse-server ended while it started: " + Log());
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return Fail(ErrorCode::kTimeout, "clickhouse-server does not answer: " + Log());
  }

  std::string Log() const {
    std::ostringstream text;
    for (const char* file : {"output.txt", "error.log"}) {
      if (const std::ifstream input(folder_ / file); input) text << input.rdbuf();
    }
    return text.str();
  }

  TemporaryDirectory folder_;
  ServerProcess process_;  // ends before its folder goes
  db::Endpoint endpoint_;
  std::uint16_t tcp_port_ = 0;
};

}  // namespace

Result<std::unique_ptr<RealServer>> StartOldServer() {
  if (::access(kProgram, X_OK) != 0) {
    return Fail(Error(ErrorCode::kNotFound, fmt::format("{}: {}", kProgram, std::strerror(errno)))
                    .WithAdvice("scripts/install-dependencies test"));
  }
  Result<void> started;
  for (int tries = 0; tries < kTries; ++tries) {
    auto server = std::make_unique<OldServer>();
    started = server->Start();
    if (started) return server;
  }
  return Fail(std::move(started).error());
}

}  // namespace housewright::testing
