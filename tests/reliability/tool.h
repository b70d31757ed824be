#pragma once

// A run of the `housewright` program as a child process, in a project's folder.

#include <sys/types.h>

#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "testing/temporary_directory.h"

namespace housewright::reliability {

using Variables = std::vector<std::pair<std::string, std::string>>;

struct Ended {
  int exit_code = -1;  // -1: ended by a signal
  int signal = 0;
  std::string output;  // stdout and stderr, as they came
};

class Tool {
 public:
  // Starts at once. None of the caller's HOUSEWRIGHT_* variables are there. Throws where the
  // program cannot be started.
  Tool(const std::string& folder, const std::vector<std::string>& arguments,
       const Variables& variables);
  ~Tool();  // kills it where it still runs
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;

  pid_t id() const { return id_; }
  // From any thread. Nothing happens where it has ended and was waited for.
  void Signal(int number) const;
  // Until it ends by itself; after `limit` it is killed, which shows as signal 9. Once only.
  Ended Wait(std::chrono::seconds limit = std::chrono::seconds(120));
  // What it has printed so far.
  std::string Output() const;

 private:
  testing::TemporaryDirectory directory_;  // holds its output
  pid_t id_ = -1;
  mutable std::mutex mutex_;
  bool is_reaped_ = false;  // guarded by mutex_: its id may be another process's by now
};

// Starts it and waits.
Ended RunTool(const std::string& folder, const std::vector<std::string>& arguments,
              const Variables& variables);

}  // namespace housewright::reliability
