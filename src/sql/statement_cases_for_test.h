#pragma once

// The cases that both the splitter and the stream must get right, for their tests.

#include <ostream>
#include <string>
#include <vector>

namespace housewright::sql {

struct SplitCase {
  std::string name;
  std::string text;
  std::vector<std::string> statements;
};

struct RefusalCase {
  std::string name;
  std::string text;
  std::string error;  // the whole of it, for a file a.sql
};

inline void PrintTo(const SplitCase& split_case, std::ostream* out) { *out << split_case.name; }
inline void PrintTo(const RefusalCase& refusal, std::ostream* out) { *out << refusal.name; }

std::vector<SplitCase> SplitCases();
std::vector<RefusalCase> RefusalCases();

}  // namespace housewright::sql
