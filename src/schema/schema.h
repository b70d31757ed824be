#pragma once

// A ClickHouse schema as a value: what databases hold, part by part, in one spelling, so that two
// of them can be compared. Read by schema/parse.h out of what a server prints, compared by
// schema/diff.h.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::schema {

enum class ObjectKind : std::uint8_t {
  kTable,
  kView,
  kMaterializedView,
  kDictionary,
  kFunction,
  kOther
};
std::string_view ObjectKindName(ObjectKind kind);  // "materialized view"

// All texts are canonical (canonical.h); an empty one means that the column has no such part.
struct Column {
  std::string name;  // without quotes
  std::string type = {};
  std::string default_kind = {};  // "DEFAULT", "MATERIALIZED", "ALIAS", "EPHEMERAL"
  std::string default_expression = {};
  std::string codec = {};    // "CODEC(ZSTD(1))"
  std::string ttl = {};      // behind TTL
  std::string comment = {};  // a string literal
  std::string other = {};    // "STATISTICS(tdigest)", "HIERARCHICAL": whatever else is printed

  std::string Text() const;  // as it stands in a statement
  friend bool operator==(const Column&, const Column&) = default;
};

// An index, projection or constraint.
struct Element {
  std::string kind;  // "INDEX", "PROJECTION", "CONSTRAINT"
  std::string name;
  std::string definition;  // behind the name
  friend bool operator==(const Element&, const Element&) = default;
};

struct Object {
  ObjectKind kind = ObjectKind::kTable;
  std::string database;  // empty for functions, which belong to the server
  std::string name;
  std::vector<Column> columns;  // in their order, of which diff.h says what counts
  std::vector<Element> elements;
  // "ENGINE", "ORDER BY", "PARTITION BY", "PRIMARY KEY", "SAMPLE BY", "TTL", "COMMENT", "TO", "AS",
  // "SOURCE", "LAYOUT", ... -> text. A clause that the parser does not know is part of the one
  // before it, or of "" behind the object's name: nothing that a server prints is passed over.
  std::map<std::string, std::string> clauses;
  std::map<std::string, std::string> settings;
  std::string create_query;  // as the server prints it

  std::string Display() const;  // "database.name", quoted where needed
};

struct Database {
  std::string name;
  std::string engine;  // behind ENGINE =; empty where it is what CREATE DATABASE makes by itself
  friend bool operator==(const Database&, const Database&) = default;
};

struct Schema {
  std::vector<Database> databases;  // by name
  std::vector<Object> objects;
};

}  // namespace housewright::schema
