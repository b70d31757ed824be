#include "support/old_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "testing/temporary_directory.h"

namespace housewright::testing {
namespace {

constexpr char kProgram[] = "/usr/sbin/clickhouse-server";
constexpr std::chrono::seconds kStartLimit{20};
constexpr int kTries = 5;  // another program may take a port between our look and the server's bind

// ClickHouse 18.16 cannot tell which port it was given for 0, so a free one is looked up for it.
Result<std::uint16_t> FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  sockaddr* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool found = ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
  ::close(fd);
  if (!found) return Fail(ErrorCode::kIo, "no free loopback port");
  return ntohs(address.sin_port);
}

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
  OldServer() = default;
  ~OldServer() override { Kill(); }

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
    const std::string config = "--config-file=" + (folder_ / "config.xml");
    const std::string output = folder_ / "output.txt";
    const pid_t parent = ::getpid();
    id_ = ::fork();
    if (id_ != 0) return;
    // Only async-signal-safe calls from here on.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::setsid();
    const int null_fd = ::open("/dev/null", O_RDONLY);
    const int output_fd = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(null_fd, STDIN_FILENO);
    ::dup2(output_fd, STDOUT_FILENO);
    ::dup2(output_fd, STDERR_FILENO);
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(1);
    ::execl(kProgram, kProgram, config.c_str(), nullptr);
    ::_exit(1);
  }

  Result<void> WaitUntilItAnswers() {
    ASSIGN_OR_RETURN(auto session, db::OpenHttpSession(endpoint_));
    const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
    while (std::chrono::steady_clock::now() < deadline) {
      if (session->Query("SELECT 1")) return {};
      if (::waitpid(id_, nullptr, WNOHANG) == id_) {
        id_ = -1;
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

  void Kill() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);  // its data goes away: no need for an orderly end
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
  }

  TemporaryDirectory folder_;
  pid_t id_ = -1;
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
