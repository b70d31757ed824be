#include "examples/example.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/real_server.h"

namespace housewright::examples {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << "cannot read " << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string ShellQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Example::Example() { Set("HOUSEWRIGHT_ENGINE_LIBRARY", testing::EngineOptionsForTests().library); }

Example::Example(const std::string& name) : Example() {
  const fs::path source = fs::path(HOUSEWRIGHT_SOURCE_DIR) / "examples" / name;
  fs::copy(source, directory_.path(), fs::copy_options::recursive);
  fs::remove_all(fs::path(directory_.path()) / ".secrets");
  fs::remove_all(fs::path(directory_.path()) / ".housewright");
}

void Example::Set(const std::string& name, const std::string& value) {
  environment_.emplace_back(name, value);
}

void Example::UseServer(const db::Endpoint& endpoint) {
  Set("HOUSEWRIGHT_TARGET", fmt::format("http://{}:{}", endpoint.host, endpoint.port));
  Set("HOUSEWRIGHT_USER", endpoint.user);
  Set("HOUSEWRIGHT_PASSWORD", endpoint.password);
}

ShellResult Example::Run(std::string_view script) const {
  // The script goes through a file: passwords must not stand on a command line.
  const testing::TemporaryDirectory folder;
  const std::string path = folder / "script";
  {
    std::ofstream file(path, std::ios::binary);
    file << "unset ${!HOUSEWRIGHT_@} ${!ASPECTS_@} ${!CLICKHOUSE_@} ${!RALPH_@} ${!DBT_@}\n"
         << "export PATH=" << ShellQuoted(fs::path(HOUSEWRIGHT_BINARY).parent_path().string())
         << ":\"$PATH\"\n";
    for (const auto& [name, value] : environment_) {
      file << "export " << name << "=" << ShellQuoted(value) << "\n";
    }
    file << "cd " << ShellQuoted(directory_.path()) << "\n" << script << "\n";
  }
  const std::string command =
      fmt::format("bash -euo pipefail {} 2>&1 </dev/null", ShellQuoted(path));
  ShellResult result;
  FILE* pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): running shell is its purpose
  if (pipe == nullptr) return result;
  char buffer[4096];
  std::size_t length = 0;
  while ((length = fread(buffer, 1, sizeof buffer, pipe)) > 0) result.output.append(buffer, length);
  const int status = pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

std::string Example::ReadmeBlocks(std::string_view info) const {
  std::istringstream readme(Read("README.md"));
  const std::string opening = fmt::format("```{}", info);
  std::string blocks;
  bool inside = false;
  for (std::string line; std::getline(readme, line);) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks += line + "\n";
    } else {
      inside = line == opening;
    }
  }
  return blocks;
}

std::string Example::Read(const std::string& path) const {
  return ReadFile(fs::path(directory_.path()) / path);
}

std::string Query(db::Session& session, const std::string& sql) {
  const auto answer = session.Query(sql);
  if (answer) return *answer;
  ADD_FAILURE() << answer.error().message() << "\nin " << sql;
  return {};
}

}  // namespace housewright::examples
