// housewright-engine: libchdb.so run as a ClickHouse server, in a process of its own, so that
// neither the tool's libraries nor a sanitizer ever mix with it. It links nothing of the project.
//
//   housewright-engine LIBRARY CONFIG_FILE LIFE_FD READY_FD [REMOVE_AT_END]
//
// LIFE_FD is the read end of a pipe that the parent holds: its end of file ends this process, also
// when the parent was killed. READY_FD gets one line, "<HTTP port>\t<native port>\n", when the
// server listens. REMOVE_AT_END is a folder that is deleted before this process ends.
// Exit codes: 0 the pipe was closed, 1 the server ended by itself, 64 wrong arguments, 65 the
// library cannot be used; the reason is on stderr.

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace {

constexpr int kServerEnded = 1, kBadArguments = 64, kBadLibrary = 65;
constexpr std::chrono::seconds kCleanEndLimit{5};

void RemoveFolder(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

bool ParentIsGone(int life, int timeout_milliseconds) {
  pollfd waited{life, 0, 0};
  const int count = ::poll(&waited, 1, timeout_milliseconds);
  return count > 0 || (count < 0 && errno != EINTR);
}

// The main thread's query reads the pipe too and ends in order when the pipe does. This watch is
// for the times when that query does not run: before it has begun, or when the end hangs.
void EndWithParent(int life, const std::string& folder) {
  while (!ParentIsGone(life, -1)) {
  }
  std::this_thread::sleep_for(kCleanEndLimit);
  RemoveFolder(folder);
  ::_exit(0);
}

// Prints the numbers of the ports only after both statements before it have opened them, and then
// keeps the main thread, with it the server, until the pipe ends.
std::string Script(const std::string& life, const std::string& ready) {
  return "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; "
         "SELECT getServerPort('http_port'), getServerPort('tcp_port') INTO OUTFILE '/dev/fd/" +
         ready + "' APPEND FORMAT TSV; SELECT * FROM file('/dev/fd/" + life +
         "', 'LineAsString') FORMAT Null";
}

using CommandLine = void* (*)(int, char**);

CommandLine OpenLibrary(const char* path) {
  void* library = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::fprintf(stderr, "cannot load the engine library: %s\n", ::dlerror());
    return nullptr;
  }
  void* entry = ::dlsym(library, "chdb_query_cmdline");
  if (entry == nullptr) {
    std::fprintf(stderr, "%s is no libchdb: it has no chdb_query_cmdline\n", path);
  }
  return reinterpret_cast<CommandLine>(entry);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5 || argc > 6) {
    std::fputs("housewright-engine is started by housewright, not by hand\n", stderr);
    return kBadArguments;
  }
  const std::string life = argv[3], ready = argv[4], folder = argc == 6 ? argv[5] : "";
  const int life_fd = std::atoi(life.c_str());
  std::thread(EndWithParent, life_fd, folder).detach();
  // INSERT reads the process's standard input (clickhouse-local's habit): it must be empty.
  const int null_fd = ::open("/dev/null", O_RDONLY);
  if (null_fd >= 0) ::dup2(null_fd, STDIN_FILENO);

  const CommandLine run_server = OpenLibrary(argv[1]);
  if (run_server == nullptr) return kBadLibrary;
  // The level must stand here: clickhouse-local passes over the one in the configuration file.
  std::vector<std::string> arguments = {"clickhouse", "--config-file=" + std::string(argv[2]),
                                        "--log-level=information",
                                        "--query=" + Script(life, ready)};
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  run_server(static_cast<int>(arguments.size()), pointers.data());

  const bool asked_to_end = ParentIsGone(life_fd, 0);
  // A server that failed to start leaves its folder to the parent, which reads the log there.
  if (asked_to_end) RemoveFolder(folder);
  // The library's destructors have nothing left to do; not running them cannot crash.
  std::fflush(nullptr);
  ::_exit(asked_to_end ? 0 : kServerEnded);
}
