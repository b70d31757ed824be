#pragma once

// A script of commands and what they print, in one text file:
//
//   # a comment
//   $ housewright check            a shell command, run in the script's own folder
//   > check: 1 revision            a line of stdout; [...] stands for any text
//   ! a line of stderr
//   = 1                            the exit code, where it is not 0
//   @ services/app/0001_a.sql      writes a file: the lines up to the next `@` alone
//   ...
//   @
//   % INSERT INTO a.b VALUES (1)   a statement that is sent to the server directly
//
// What differs from run to run (times, ids, hashes, the folder, the server's address) is replaced
// by fixed words before comparing.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace housewright::script {

struct Step {
  enum class Kind { kText, kCommand, kFile, kSql };
  Kind kind = Kind::kText;
  std::string text;                   // the line without its mark, or a comment as it is
  std::vector<std::string> content;   // of a file
  std::vector<std::string> expected;  // "> ...", "! ...", "= ..."
};

Result<std::vector<Step>> ParseScript(const std::string& text);
std::string RenderScript(const std::vector<Step>& steps);

// `pattern` may hold [...].
bool Matches(const std::string& pattern, const std::string& line);
bool Matches(const std::vector<std::string>& patterns, const std::vector<std::string>& lines);

struct Environment {
  std::string folder;                                     // the working directory
  std::vector<std::pair<std::string, std::string>> set;   // environment variables
  std::vector<std::pair<std::string, std::string>> hide;  // text -> the word it is shown as
};

// Runs `command` with /bin/sh and answers what it printed as expectation lines.
std::vector<std::string> RunCommand(const std::string& command, const Environment& environment);

}  // namespace housewright::script
