#pragma once

// Reading the few texts of SQL that the model of a server knows.

#include <string>
#include <string_view>
#include <vector>

namespace housewright::simulation {

// Whether `text` is `pattern`, each {} of which stands for any text without a line break up to what
// follows it; `parts` are those texts.
inline bool Match(std::string_view text, std::string_view pattern,
                  std::vector<std::string>* parts = nullptr) {
  if (parts != nullptr) parts->clear();
  std::size_t hole = pattern.find("{}");
  std::string_view literal = pattern.substr(0, hole);
  if (!text.starts_with(literal)) return false;
  text.remove_prefix(literal.size());
  while (hole != std::string_view::npos) {
    pattern.remove_prefix(hole + 2);
    hole = pattern.find("{}");
    literal = pattern.substr(0, hole);
    const bool is_last = hole == std::string_view::npos;
    std::size_t end = literal.empty() ? text.size() : text.find(literal);
    if (is_last && text.ends_with(literal)) end = text.size() - literal.size();
    if (end == std::string_view::npos) return false;
    if (parts != nullptr) parts->emplace_back(text.substr(0, end));
    text.remove_prefix(end + literal.size());
  }
  return text.empty();
}

// "(1, 'a'), (2, 'b')": the fields of each row, literals with their quotes.
std::vector<std::vector<std::string>> RowsOfValues(std::string_view text);

}  // namespace housewright::simulation
