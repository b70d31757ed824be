#include "engine/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX wants it declared

namespace housewright::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The numbers that the child sees. The parent's ends are moved above them, so that dup2 in the
// child never meets its own source (it would then keep close-on-exec).
constexpr int kChildLife = 3, kChildReady = 4, kFirstFree = 10;

Error SystemError(std::string_view what, int number) {
  return Error(ErrorCode::kIo, fmt::format("{}: {}", what, std::strerror(number)));
}

struct Pipe {
  FileDescriptor read, write;
};

Result<FileDescriptor> MoveUp(FileDescriptor fd) {
  const int moved = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, kFirstFree);
  if (moved < 0) return Fail(SystemError("cannot duplicate a file descriptor", errno));
  return FileDescriptor(moved);
}

Result<Pipe> MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Fail(SystemError("cannot make a pipe", errno));
  FileDescriptor read(ends[0]), write(ends[1]);
  Pipe pipe;
  ASSIGN_OR_RETURN(pipe.read, MoveUp(std::move(read)));
  ASSIGN_OR_RETURN(pipe.write, MoveUp(std::move(write)));
  return pipe;
}

// What a server may want of its surroundings. Passwords and tokens of the tool's stay with the
// tool.
std::vector<char*> PlainEnvironment() {
  constexpr std::array<std::string_view, 7> kKept = {
      "PATH=", "HOME=", "TMPDIR=", "TZ=", "LANG=", "LD_LIBRARY_PATH=", "LC_"};
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (std::ranges::any_of(kKept, [&](auto name) { return text.starts_with(name); })) {
      kept.push_back(*entry);
    }
  }
  kept.push_back(nullptr);
  return kept;
}

// posix_spawn's two option objects; the calls fail only for lack of memory or misuse.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void Redirect(const SpawnOptions& options, int life, int ready) {
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, options.output_file.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, life, kChildLife);
    ::posix_spawn_file_actions_adddup2(&actions_, ready, kChildReady);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kChildReady + 1);
    ::posix_spawn_file_actions_addchdir_np(&actions_, options.directory.c_str());
  }

  Result<pid_t> Spawn(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_t id = -1;
    const int failure = ::posix_spawn(&id, arguments[0], &actions_, &attributes_, arguments.data(),
                                      PlainEnvironment().data());
    if (failure != 0) return Fail(SystemError("cannot start " + command[0], failure));
    return id;
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

int ExitCode(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

void FileDescriptor::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

int FileDescriptor::Release() { return std::exchange(fd_, -1); }

Result<ChildProcess> ChildProcess::Spawn(const SpawnOptions& options) {
  ASSIGN_OR_RETURN(Pipe life, MakePipe());
  ASSIGN_OR_RETURN(Pipe ready, MakePipe());
  std::vector<std::string> command = options.command;
  std::ranges::replace(command, "{life}", std::to_string(kChildLife));
  std::ranges::replace(command, "{ready}", std::to_string(kChildReady));
  SpawnAttributes attributes;
  attributes.Redirect(options, life.read.get(), ready.write.get());
  ChildProcess child;
  ASSIGN_OR_RETURN(child.id_, attributes.Spawn(std::move(command)));
  child.life_ = std::move(life.write);
  child.ready_ = std::move(ready.read);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      exit_code_(other.exit_code_),
      life_(std::move(other.life_)),
      ready_(std::move(other.ready_)) {}

ChildProcess::~ChildProcess() {
  if (id_ < 0) return;
  Kill();
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
}

Result<std::string> ChildProcess::ReadReadyLine(milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  std::string line;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return Fail(ErrorCode::kTimeout, "no answer within the time limit");
    pollfd waited{ready_.get(), POLLIN, 0};
    const int count = ::poll(&waited, 1, static_cast<int>(left.count()));
    if (count < 0 && errno != EINTR) return Fail(SystemError("cannot wait for a process", errno));
    if (count <= 0) continue;
    char buffer[256];
    const ssize_t size = ::read(ready_.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return Fail(ErrorCode::kInternal, "the process ended before it was ready");
    line.append(buffer, static_cast<std::size_t>(size));
    if (const std::size_t end = line.find('\n'); end != line.npos) return line.substr(0, end);
  }
}

std::optional<int> ChildProcess::Wait(milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  while (!exit_code_ && id_ >= 0) {
    int status = 0;
    const pid_t ended = ::waitpid(id_, &status, WNOHANG);
    if (ended == id_ || (ended < 0 && errno != EINTR)) {
      exit_code_ = ended == id_ ? ExitCode(status) : -1;
      id_ = -1;
    } else if (steady_clock::now() >= deadline) {
      return std::nullopt;
    } else {
      std::this_thread::sleep_for(milliseconds(2));
    }
  }
  return exit_code_;
}

void ChildProcess::Kill() {
  if (id_ > 0) ::kill(id_, SIGKILL);
}

}  // namespace housewright::engine
