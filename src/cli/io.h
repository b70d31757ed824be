#pragma once

// The world as the commands see it: streams, environment, files, clock, signals. main.cc makes the
// real one, tests make their own.

#include <functional>
#include <iosfwd>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/threads.h"
#include "db/session.h"
#include "project/values.h"

namespace housewright::cli {

// Turns the first SIGINT or SIGTERM into `stop` and the second into `abort` while it lives. `told`
// is called with 1 and 2, on another thread.
class SignalScope {
 public:
  virtual ~SignalScope() = default;
  virtual std::stop_token stop() const = 0;
  virtual std::stop_token abort() const = 0;
};
using SignalScopeFactory =
    std::function<std::unique_ptr<SignalScope>(std::function<void(int count)> told)>;

// A program and its arguments, which is started without a shell in `directory`, with the
// environment of this process.
struct ProgramCall {
  std::vector<std::string> command;
  std::string directory;
  // True: it has our streams, as an editor needs them. False: no input, and all that it prints goes
  // to stderr.
  bool interactive = false;
};
// Waits for its end and answers its exit status, 128 + n where signal n ended it. kNotFound or kIo
// where it cannot be started.
using ProgramRunner = std::function<Result<int>(const ProgramCall& call)>;

struct Io {
  std::ostream& out;
  std::ostream& err;
  FileSystem& files;
  Clock& clock;
  project::Environment environment;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::istream* in = nullptr;  // for a question to the user; null: nobody can be asked
  bool in_is_terminal = false;
  std::size_t err_width = 80;  // columns of the terminal behind err
  std::string executable;      // path of this program, for the engine's launcher
  // Asked only when it is to be recorded: the system may have to ask a directory server.
  std::function<std::string()> os_user;
  std::string os_host;
  SignalScopeFactory catch_signals;  // empty: signals are left alone
  ProgramRunner run_program = {};    // empty: none can be run
  // The way to a target, from any thread.
  std::function<Result<std::unique_ptr<db::Session>>(db::Endpoint)> open_session =
      db::OpenHttpSession;
  Threads& threads = SystemThreads();  // of the journal and the lock
};

}  // namespace housewright::cli
