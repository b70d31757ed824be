#include "schema/schema.h"

#include <fmt/format.h>

#include "sql/quote.h"

namespace housewright::schema {

std::string_view ObjectKindName(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kTable:
      return "table";
    case ObjectKind::kView:
      return "view";
    case ObjectKind::kMaterializedView:
      return "materialized view";
    case ObjectKind::kDictionary:
      return "dictionary";
    case ObjectKind::kFunction:
      return "function";
    case ObjectKind::kOther:
      return "object";
  }
  return "object";
}

std::string Column::Text() const {
  std::string text = sql::QuoteIdentifierIfNeeded(name);
  const auto add = [&text](std::string_view part) {
    if (!part.empty()) text += fmt::format(" {}", part);
  };
  add(type);
  add(default_kind);
  add(default_expression);
  add(codec);
  add(ttl.empty() ? ttl : "TTL " + ttl);
  add(comment.empty() ? comment : "COMMENT " + comment);
  add(other);
  return text;
}

std::string Object::Display() const {
  const std::string quoted = sql::QuoteIdentifierIfNeeded(name);
  return database.empty() ? quoted
                          : fmt::format("{}.{}", sql::QuoteIdentifierIfNeeded(database), quoted);
}

}  // namespace housewright::schema
