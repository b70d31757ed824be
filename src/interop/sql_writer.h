#pragma once

// A text with holes as SQL of a revision: what is our template's own is escaped, holes become
// `{{ name }}`, and nothing in it can be taken for a marker or an annotation.

#include <cstdint>
#include <expected>
#include <string>

#include "interop/text.h"

namespace housewright::interop {

// How the text reached the server: SQLAlchemy's text() reads `:name` as a value to bind and `\:` as
// a colon (sqlalchemy/sql/elements.py, TextClause).
enum class SqlOrigin : std::uint8_t { kTextClause, kDriver };

struct WrittenSql {
  std::string text;  // ends with ';' and without a line end; only comments where has_statement is
                     // false, and empty where there are none
  bool has_statement = false;
};

// The error is a reason why the text can be no SQL of a revision: "a quote is not closed".
std::expected<WrittenSql, std::string> WriteSql(const Text& text, SqlOrigin origin);

// `-- line` for each line of `text`, so that none is an annotation or a marker; ends with a line
// end.
std::string WriteComment(std::string_view text);

}  // namespace housewright::interop
