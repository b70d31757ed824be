#include "cli/real_io.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "cli/run_program.h"
#include "cli/signals.h"

namespace housewright::cli {
namespace {

std::optional<std::string> ReadEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::string UserName() {
  std::array<char, 4096> buffer{};
  struct passwd entry{};
  struct passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr) {
    return found->pw_name;
  }
  return std::to_string(::getuid());
}

std::string HostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::size_t TerminalWidth(int fd) {
  struct winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Io MakeRealIo(FileSystem& files, Clock& clock) {
  std::error_code ignored;
  return {.out = std::cout,
          .err = std::cerr,
          .files = files,
          .clock = clock,
          .environment = ReadEnvironment,
          .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
          .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
          .in = &std::cin,
          .in_is_terminal = ::isatty(STDIN_FILENO) == 1,
          .err_width = TerminalWidth(STDERR_FILENO),
          .executable = std::filesystem::read_symlink("/proc/self/exe", ignored).string(),
          .os_user = UserName,
          .os_host = HostName(),
          .catch_signals = CatchSignals,
          .run_program = RunProgram};
}

}  // namespace housewright::cli
