#pragma once

// An example project in a folder of its own, and shell scripts run in it as a reader of its README
// would run them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/session.h"
#include "testing/temporary_directory.h"

namespace housewright::examples {

struct ShellResult {
  int exit_code = -1;
  std::string output;  // stdout and stderr, as they came
};

class Example {
 public:
  // A copy of examples/<name>, without what earlier runs left behind.
  explicit Example(const std::string& name);
  // An empty folder.
  Example();

  // Adds a variable to the environment of every later script. None of the caller's HOUSEWRIGHT_*,
  // ASPECTS_*, CLICKHOUSE_*, RALPH_* and DBT_* variables are there.
  void Set(const std::string& name, const std::string& value);
  // Sets target, user and password, so that every command goes to that server.
  void UseServer(const db::Endpoint& endpoint);

  // Runs `script` with bash in the project's folder, `housewright` on its PATH; ends at the first
  // command that fails.
  ShellResult Run(std::string_view script) const;

  // The code blocks of README.md with this info string ("sh", "sh server"), joined in order.
  std::string ReadmeBlocks(std::string_view info) const;
  // A file of the project.
  std::string Read(const std::string& path) const;

 private:
  testing::TemporaryDirectory directory_;
  std::vector<std::pair<std::string, std::string>> environment_;
};

// Runs one statement; a failure is a test failure that shows the server's message.
std::string Query(db::Session& session, const std::string& sql);

}  // namespace housewright::examples
