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

// A comment line `-- key: value` (or `-- key`) directly before a statement: `-- on: one-host`, `--
// probe: SELECT ...`. The key is a word of letters, digits, '-' and '_' followed by ':'; other
// comments are no annotations.
struct Annotation {
  std::string key;
  std::string value;
  std::size_t offset = 0;  // of the comment in the source
};

// Data behind `INSERT ... VALUES` or `INSERT ... FORMAT X`, as offsets into the source.
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
// (";;", comments alone) are dropped. Errors, each with its place:
//   kInvalidInput  an unclosed quote, comment or heredoc (reported where it opened); a character
//   that ClickHouse's lexer
//                  refuses; a file whose line ends are bare CR where that would swallow SQL into a
//                  `--` comment; INSERT ... FORMAT with inline data whose end is ambiguous.
Result<std::vector<Statement>> SplitStatements(const SourceText& source, std::size_t begin,
                                               std::size_t end);
Result<std::vector<Statement>> SplitStatements(const SourceText& source);

}  // namespace housewright::sql
