// Starts the embedded engine for a benchmark script: prints "URL USER PASSWORD" in one line and
// serves until its standard input ends. The password is that start's random one and guards a
// loopback port.

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "engine/engine.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: engine_server LAUNCHER LIBRARY\n", stderr);
    return 2;
  }
  const auto engine = housewright::engine::StartEngine(
      {.launcher = argv[1], .library = argv[2], .data_path = "", .extra_users = {}});
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().ToString().c_str());
    return 1;
  }
  const housewright::db::Endpoint& endpoint = (*engine)->endpoint();
  std::cout << endpoint.Display() << ' ' << endpoint.user << ' ' << endpoint.password << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  return 0;
}
