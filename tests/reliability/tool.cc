#include "reliability/tool.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace housewright::reliability {
namespace {

std::vector<std::string> EnvironmentWith(const Variables& variables) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("HOUSEWRIGHT_")) environment.emplace_back(*entry);
  }
  for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Tool::Tool(const std::string& folder, const std::vector<std::string>& arguments,
           const Variables& variables) {
  std::vector<std::string> texts = {HOUSEWRIGHT_BINARY};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = EnvironmentWith(variables);
  const std::string output = directory_ / "output";
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int failure = ::posix_spawn(&id_, HOUSEWRIGHT_BINARY, &actions, nullptr,
                                    Pointers(texts).data(), Pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error(std::strerror(failure));
}

Tool::~Tool() {
  if (is_reaped_) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Tool::Signal(int number) const {
  const std::lock_guard lock(mutex_);
  if (!is_reaped_) ::kill(id_, number);
}

Ended Tool::Wait(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      is_reaped_ = ::waitpid(id_, &status, WNOHANG) == id_;
      if (is_reaped_) break;
    }
    if (std::chrono::steady_clock::now() >= deadline) Signal(SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          .output = Output()};
}

std::string Tool::Output() const {
  std::ifstream file(directory_ / "output", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Ended RunTool(const std::string& folder, const std::vector<std::string>& arguments,
              const Variables& variables) {
  return Tool(folder, arguments, variables).Wait();
}

}  // namespace housewright::reliability
