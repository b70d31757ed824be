#pragma once

// Where the rows of an INSERT ... SELECT come from, and whether the rows of one table can be taken
// in parts: what can be said from the tokens alone.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::sql {

// What stands behind FROM, JOIN, IN, or a comma of a FROM.
struct SelectSource {
  // Its parts, unquoted; a placeholder of a template stands as it is written, without blanks:
  // "{{db}}". Empty for a subquery and a table function.
  std::vector<std::string> name;
  std::size_t begin = 0, end = 0;  // of the name, in the statement
  bool is_first = false;           // the first behind FROM of the statement's own SELECT
};

// A part of the statement that would mean something else for a part of the rows.
struct PartObstacle {
  std::string_view what;  // "LIMIT", "UNION", ...
  std::size_t begin = 0, end = 0;
};

struct SelectShape {
  std::vector<SelectSource> sources;  // in the order of the text
  std::optional<PartObstacle> obstacle;
};

// Of a statement, or of its text before a template is filled in.
SelectShape ShapeOfSelect(std::string_view statement);

// The parts of a table's name that is all of `text`; empty where it is none.
std::vector<std::string> TableNameParts(std::string_view text);

}  // namespace housewright::sql
