#pragma once

// Splitting a text of several statements as ClickHouse's own client does: one statement is what one
// HTTP request may carry. Large inputs go through statement_stream.h instead, which never holds a
// whole statement.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source_text.h"

namespace housewright::sql {

// A comment line `-- key: value` before a statement: `-- on: one-host`, `-- probe: SELECT ...`. The
// key is a word of letters, digits, '-' and '_' followed by ':'; other comments are no annotations.
// All of them between the end of the previous statement and the begin of this one count, blank
// lines between or not, so that none gets lost silently; a comment behind something else on its
// line does not.
struct Annotation {
  std::string key;
  std::string value;
  std::size_t offset = 0;  // of the comment in the source
};

// Data behind `INSERT ... VALUES` or `INSERT ... FORMAT X`, as offsets into the source. Those of
// VALUES are SQL tokens up to the next ';'. Those of FORMAT begin behind the format's name and at
// most one line end, and reach to the first blank line or the end of the range, where
// clickhouse-client ends them too; the last row's line end is not part of them. A CRLF counts as a
// line end everywhere.
struct InlineData {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string format;  // "Values" or the format's name as written
};

struct Statement {
  std::size_t begin = 0;  // first significant byte
  std::size_t end =
      0;  // behind the last significant byte, without the semicolon; covers inline data
  std::vector<Annotation> annotations;
  std::optional<InlineData> data;

  std::string_view In(std::string_view text) const { return text.substr(begin, end - begin); }
};

// The statements between the offsets `begin` and `end` of `source`, in order. Empty statements
// (";;", comments alone) are dropped. Placeholders and tags of a template ({{ name }}, {% if x %})
// pass through as the tokens that they are made of. Linear in time. Errors, each with its place:
//   kInvalidInput  an unclosed quote, comment or heredoc (reported where it opened); a character
//                  that ClickHouse's lexer refuses, or \G; a file whose line ends are bare CR where
//                  that would swallow SQL into a `--` comment; INSERT ... FORMAT with inline data
//                  whose end is ambiguous: a row that ends in ';', a blank first line.
Result<std::vector<Statement>> SplitStatements(const SourceText& source, std::size_t begin,
                                               std::size_t end);
Result<std::vector<Statement>> SplitStatements(const SourceText& source);

}  // namespace housewright::sql
