#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/real_io.h"

int main(int argc, char** argv) {
  // A closed pipe behind stdout or stderr must not end a run in the middle of a statement.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const auto files = housewright::MakeRealFileSystem();
    housewright::SystemClock clock;
    housewright::cli::Io io = housewright::cli::MakeRealIo(*files, clock);
    return housewright::cli::Run(std::vector<std::string>(argv + 1, argv + argc), io);
  } catch (const std::exception& error) {
    std::cerr << "error: internal error: " << error.what()
              << "\n  next: report it with the command that led to it\n";
    return 1;
  }
}
