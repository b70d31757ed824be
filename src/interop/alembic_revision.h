#pragma once

// One revision file of Alembic as values: its place in the graph, and the SQL of its two functions.
// Nothing of it is run.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/source_text.h"
#include "interop/python_value.h"

namespace housewright::interop {

struct ImportedItem {
  enum class Kind : std::uint8_t {
    kSql,      // text: statements with their semicolons, as they stand in a revision
    kComment,  // text: comment lines
    kStub,     // text: the Python that was not carried over; reason: what it is
    kTag,      // text: `{% if x %}` or `{% endif %}` around the items between
  };
  Kind kind = Kind::kSql;
  std::string text;
  std::string reason = {};
  std::uint32_t line = 0;  // of a stub, in the Python file
};

struct ImportedPart {
  std::vector<ImportedItem> items;
  std::optional<std::string> irreversible;  // why; there are no items then
  std::string nothing;                      // why there is nothing, where there is nothing
};

struct AlembicRevision {
  SourceText source;
  std::string id;
  std::vector<std::string> down_revision;
  std::vector<std::string> branch_labels;
  std::vector<std::string> depends_on;
  std::string message;
  std::string created;
  std::string about;  // the rest of the docstring
  // Where the values of `revision`, `down_revision` and so on stand.
  SourceExcerpt id_where, down_where, labels_where, depends_where;
  ImportedPart upgrade, downgrade;
  FoundVariables variables;
};

// Findings of an import, each with its place in the Python file:
//   import-header    error    an id, parent, label or dependency that is no constant
//   import-stub      warning  Python that was not carried over; a stub stands for it
//   import-variable  warning  a name became a variable whose value Python worked out
//   import-note      warning  Python that was left out, since it makes no SQL
struct ReadAlembicFile {
  std::optional<AlembicRevision> revision;  // absent where there is no usable id
  Diagnostics diagnostics;
};

ReadAlembicFile ReadAlembicRevision(const SourceText& source, Jinja jinja);

// Whether a file of Python looks like one that Jinja renders before Python reads it.
bool IsJinjaTemplate(std::string_view text);

}  // namespace housewright::interop
