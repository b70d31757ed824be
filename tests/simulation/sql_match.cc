#include "sql_match.h"

namespace housewright::simulation {

std::vector<std::vector<std::string>> RowsOfValues(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted) {
      rows.back().back() += c;
      if (c == '\\') rows.back().back() += text[++i];
      is_quoted = c != '\'';
      continue;
    }
    if (c == '(' && ++depth == 1) {
      rows.emplace_back(1);
      continue;
    }
    if (c == ')' && --depth == 0) continue;
    if (depth == 0) continue;
    if (c == ',' && depth == 1) {
      rows.back().emplace_back();
      continue;
    }
    if (c == ' ' && rows.back().back().empty()) continue;
    is_quoted = c == '\'';
    rows.back().back() += c;
  }
  return rows;
}

}  // namespace housewright::simulation
