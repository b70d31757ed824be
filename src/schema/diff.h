#pragma once

// What differs between two schemas. Pure; the same input gives the same answer, in a fixed order.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace housewright::schema {

enum class ChangeKind : std::uint8_t {
  kMissing,  // expected, and not there
  kExtra,    // there, and not expected
  kChanged,
};
std::string_view ChangeKindName(ChangeKind kind);  // "missing", "extra", "changed"

// One part of an object that differs. A side without it is empty.
struct PartChange {
  std::string part;  // "column id", "columns", "ORDER BY", "setting ttl_only_drop_parts", "INDEX
                     // by_name", "kind"
  std::string expected;
  std::string actual;
  friend bool operator==(const PartChange&, const PartChange&) = default;
};

struct Change {
  ChangeKind kind = ChangeKind::kChanged;
  std::string object_kind;        // "table", "database", ...
  std::string name;               // "database.name"; quoted where needed
  std::string expected;           // the whole statement as printed, of kMissing
  std::string actual;             // of kExtra
  std::vector<PartChange> parts;  // of kChanged
  friend bool operator==(const Change&, const Change&) = default;
};

// Databases first, then by database and name.
//   - Columns are compared by name; their order counts within those that a SELECT * shows and
//   within the others,
//     as 18.16 prints MATERIALIZED and ALIAS columns behind the rest.
//   - Passwords compare equal to anything hidden (SameText).
//   - A definer that `expected` does not name is whoever created the view, and is not compared.
//   - A primary key that is the sorting key is the same as none.
std::vector<Change> Diff(const Schema& expected, const Schema& actual);
// The parts that differ; none where the objects are the same.
std::vector<PartChange> DiffObjects(const Object& expected, const Object& actual);

}  // namespace housewright::schema
