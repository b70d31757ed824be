#include "cli/run_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace housewright::cli {
namespace {

Error CannotStart(const std::string& program, int number) {
  const ErrorCode code = number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return {code, fmt::format("cannot start '{}': {}", program,
                            std::error_code(number, std::generic_category()).message())};
}

class FileActions {
 public:
  explicit FileActions(const ProgramCall& call) {
    ::posix_spawn_file_actions_init(&actions_);
    if (!call.interactive) {
      // stdout is for the result of the command.
      ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
      ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    }
    ::posix_spawn_file_actions_addchdir_np(&actions_, call.directory.c_str());
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

Result<int> RunProgram(const ProgramCall& call) {
  const FileActions actions(call);
  std::vector<std::string> command = call.command;
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  pid_t id = -1;
  const int failure =
      ::posix_spawnp(&id, arguments[0], actions.get(), nullptr, arguments.data(), environ);
  if (failure != 0) return Fail(CannotStart(call.command.front(), failure));
  int status = 0;
  while (::waitpid(id, &status, 0) < 0) {
    if (errno != EINTR) return Fail(CannotStart(call.command.front(), errno));
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace housewright::cli
