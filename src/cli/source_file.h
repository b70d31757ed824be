#pragma once

// For tests: a file of the source tree that must agree with the program.

#include <fstream>
#include <sstream>
#include <string>

namespace housewright::cli {

// The text of `path`, which is relative to the root of the source tree.
inline std::string SourceFile(const std::string& path) {
  const std::ifstream file(std::string(HOUSEWRIGHT_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace housewright::cli
