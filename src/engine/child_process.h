#pragma once

// A child process that ends with its parent: it holds the read end of a pipe whose write end only
// the parent has, and the kernel closes that end whatever the parent dies of.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace housewright::engine {

// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { Close(); }
  int get() const { return fd_; }
  void Close();
  int Release();

 private:
  int fd_ = -1;
};

struct SpawnOptions {
  std::vector<std::string> command;  // program and arguments; "{life}" and "{ready}" as whole
                                     // arguments stand for the numbers of the two pipe ends
  std::string directory;             // the child's current directory
  std::string output_file;           // gets the child's stdout and stderr
};

class ChildProcess {
 public:
  // The child gets a session of its own (Ctrl-C of the terminal is not for it), /dev/null as
  // standard input, no signal blocked, no variable of the environment but those that name
  // folders, language and time zone, and no descriptor of the parent but those named above. kIo
  // where the operating system refuses.
  static Result<ChildProcess> Spawn(const SpawnOptions& options);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  // Kills the child, if it still runs, and waits for it.
  ~ChildProcess();

  pid_t id() const { return id_; }

  // The first line that the child writes to its ready pipe, without its end. kTimeout, or kInternal
  // where the child closed the pipe before (it died, as a rule).
  Result<std::string> ReadReadyLine(std::chrono::milliseconds timeout);
  // Closes the life pipe: asks the child to end.
  void AskToEnd() { life_.Close(); }
  // Waits for the end: the exit code, 128 + signal, or nothing when the time ran out.
  std::optional<int> Wait(std::chrono::milliseconds timeout);
  void Kill();

 private:
  ChildProcess() = default;
  pid_t id_ = -1;  // -1: none, or waited for
  std::optional<int> exit_code_;
  FileDescriptor life_;   // write end
  FileDescriptor ready_;  // read end
};

}  // namespace housewright::engine
