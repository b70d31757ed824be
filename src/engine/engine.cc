#include "engine/engine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "base/file_system.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/child_process.h"
#include "engine/engine_config.h"

namespace housewright::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kOwnUser = "housewright";
// How long an engine that keeps its data may take to end in order.
constexpr milliseconds kEndLimit{5'000};
// A killed tool's engine needs some 50 ms to end; the next run should not fail for that.
constexpr milliseconds kHolderEndLimit{2'000};
constexpr std::size_t kLogLinesShown = 8;
constexpr char kInstallAdvice[] = "run scripts/install-engine";

// A folder under the system's temporary one that only this user can read; removed with its content.
class PrivateFolder {
 public:
  static Result<PrivateFolder> Make() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    std::string pattern = (error ? "/tmp" : parent) / "housewright-engine-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      return Fail(ErrorCode::kIo, fmt::format("cannot make the temporary folder {}: {}", pattern,
                                              std::strerror(errno)));
    }
    return PrivateFolder(std::move(pattern));
  }
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return JoinPath(path_, name); }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Result<void> WriteFile(const std::string& path, std::string_view text) {
  // The folder is private (0700), and the mode of each file too: two doors.
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const bool written = file.get() >= 0 && ::write(file.get(), text.data(), text.size()) ==
                                              static_cast<ssize_t>(text.size());
  if (written) return {};
  return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

std::string LastLines(const std::string& file) {
  std::ifstream input(file);
  std::ostringstream text;
  text << input.rdbuf();
  std::vector<std::string> kept;
  for (const std::string_view line : Split(text.view(), '\n')) {
    // The first is the engine's only word on a good day; stack frames help nobody here.
    const bool is_noise = line.starts_with("Logging ") || Trim(line).empty();
    if (!is_noise) kept.emplace_back(Trim(line));
  }
  if (kept.size() > kLogLinesShown) {
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(kLogLinesShown));
  }
  return Join(kept, "\n");
}

// ClickHouse holds a lock on the file `status` of its data path, which names its process:
// "PID: 123\nStarted at: ...".
std::optional<std::string> HolderOf(const std::string& data_path) {
  const std::string status = JoinPath(data_path, "status");
  const FileDescriptor file(::open(status.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return std::nullopt;
  std::ifstream input(status);
  std::string label, id;
  input >> label >> id;
  return id.empty() ? "unknown" : id;
}

Result<void> WaitUntilFree(const std::string& data_path) {
  const auto deadline = steady_clock::now() + kHolderEndLimit;
  while (const auto holder = HolderOf(data_path)) {
    if (steady_clock::now() >= deadline) {
      return Fail(
          Error(ErrorCode::kConflict,
                fmt::format("{} is in use by another engine, process {}", data_path, *holder))
              .WithAdvice("wait for that run to end, or give another path"));
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
  return {};
}

Result<std::string> PrepareDataFolder(const std::string& wanted, const PrivateFolder& run) {
  std::error_code error;
  std::filesystem::path path = wanted.empty() ? run / "data" : wanted;
  path = std::filesystem::absolute(path, error).lexically_normal();
  std::string data = path.string();
  while (data.size() > 1 && data.ends_with('/')) data.pop_back();
  if (!error && std::filesystem::create_directories(data, error)) {
    std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
  }
  if (!error && ::access(data.c_str(), W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (error) {
    return Fail(ErrorCode::kIo,
                fmt::format("cannot use {} as the embedded engine's data folder: {}", data,
                            error.message()));
  }
  return data;
}

Result<void> CheckParts(const EngineOptions& options) {
  if (::access(options.launcher.c_str(), X_OK) != 0) {
    return Fail(Error(ErrorCode::kNotFound, fmt::format("cannot run the engine's launcher {}: {}",
                                                        options.launcher, std::strerror(errno)))
                    .WithAdvice("build or install housewright again"));
  }
  if (::access(options.library.c_str(), R_OK) != 0) {
    return Fail(Error(ErrorCode::kNotFound, fmt::format("cannot read the engine library {}: {}",
                                                        options.library, std::strerror(errno)))
                    .WithAdvice(kInstallAdvice));
  }
  return {};
}

Result<std::uint16_t> ParseHttpPort(std::string_view line) {
  std::uint16_t port = 0;
  const std::string_view text = line.substr(0, line.find('\t'));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error == std::errc() && end == text.data() + text.size() && port != 0) return port;
  return Fail(ErrorCode::kInternal, fmt::format("the engine named no port but \"{}\"", line));
}

class ChildEngine final : public Engine {
 public:
  ChildEngine(PrivateFolder run, ChildProcess child, db::Endpoint endpoint, bool keeps_data)
      : run_(std::move(run)),
        child_(std::move(child)),
        endpoint_(std::move(endpoint)),
        keeps_data_(keeps_data) {}
  ~ChildEngine() override {
    // Data that goes away needs no orderly end; child_ kills what is left.
    if (!keeps_data_) return;
    child_.AskToEnd();
    child_.Wait(kEndLimit);
  }
  const db::Endpoint& endpoint() const override { return endpoint_; }
  int process_id() const override { return child_.id(); }

 private:
  PrivateFolder run_;  // declared first, removed last: after the child has ended
  ChildProcess child_;
  db::Endpoint endpoint_;
  bool keeps_data_;
};

// Why the child did not come up, from its exit code and what it wrote.
Error ExplainDeath(ChildProcess& child, const EngineOptions& options, const std::string& data,
                   const std::string& output) {
  constexpr int kBadLibrary = 65;  // launcher/main.cc
  const int code = child.Wait(kEndLimit).value_or(-1);
  const std::string lines = LastLines(output);
  if (code == kBadLibrary) {
    return Error(ErrorCode::kInvalidInput, lines).WithAdvice(kInstallAdvice);
  }
  if (lines.find("Cannot lock file") != std::string::npos) {
    return Error(ErrorCode::kConflict, fmt::format("{} is in use by another engine, process {}",
                                                   data, HolderOf(data).value_or("unknown")))
        .WithAdvice("wait for that run to end, or give another path");
  }
  return Error(ErrorCode::kInternal,
               fmt::format("the embedded engine ended while it started (exit code {}):\n{}", code,
                           lines.empty() ? "it wrote nothing" : lines))
      .WithAdvice(options.data_path.empty() ? kInstallAdvice
                                            : "see " + JoinPath(data, "engine.log"));
}

// A project's user may well have the tool's name on its server.
std::string OwnUserBeside(std::span<const EngineUser> extra) {
  std::string name(kOwnUser);
  while (std::ranges::find(extra, name, &EngineUser::name) != extra.end()) name += "_";
  return name;
}

}  // namespace

bool CanBeExtraUser(const std::string& name) {
  const std::vector<EngineUser> users = {{.name = name, .password = ""}};
  return UsersXml({OwnUserBeside(users), ""}, users).has_value();
}

Result<std::unique_ptr<Engine>> StartEngine(const EngineOptions& options) {
  TRY(CheckParts(options));
  ASSIGN_OR_RETURN(PrivateFolder run, PrivateFolder::Make());
  ASSIGN_OR_RETURN(const std::string data, PrepareDataFolder(options.data_path, run));
  TRY(WaitUntilFree(data));

  const EngineUser own{OwnUserBeside(options.extra_users), RandomHex(32)};
  const std::string config = run / "config.xml", users = run / "users.xml";
  const std::string output = run / "output.txt", log = JoinPath(data, "engine.log");
  ASSIGN_OR_RETURN(const std::string users_xml, UsersXml(own, options.extra_users));
  TRY(WriteFile(users, users_xml));
  TRY(WriteFile(config, ConfigXml({.data = data,
                                   .users_file = users,
                                   .log_file = log,
                                   .extra_configuration = options.extra_configuration})));

  // The default database of clickhouse-local shows the files of the current directory as tables:
  // the child gets one of its own.
  const std::string empty = run / "empty";
  TRY(MakeRealFileSystem()->CreateDirectories(empty));
  ASSIGN_OR_RETURN(ChildProcess child,
                   ChildProcess::Spawn({.command = {std::filesystem::absolute(options.launcher),
                                                    std::filesystem::absolute(options.library),
                                                    config, "{life}", "{ready}", run.path()},
                                        .directory = empty,
                                        .output_file = output}));
  const auto line = child.ReadReadyLine(options.start_timeout);
  if (!line && line.error().code() == ErrorCode::kTimeout) {
    return Fail(
        Error(ErrorCode::kTimeout, fmt::format("the embedded engine was not ready within {} ms",
                                               options.start_timeout.count()))
            .WithAdvice("see " + log));
  }
  if (!line) return Fail(ExplainDeath(child, options, data, output));
  ASSIGN_OR_RETURN(const std::uint16_t port, ParseHttpPort(*line));

  db::Endpoint endpoint;
  endpoint.host = "127.0.0.1";
  endpoint.port = port;
  endpoint.user = own.name;
  endpoint.password = own.password;
  endpoint.compression = false;  // it costs time and saves nothing on loopback
  return std::make_unique<ChildEngine>(std::move(run), std::move(child), std::move(endpoint),
                                       !options.data_path.empty());
}

}  // namespace housewright::engine
