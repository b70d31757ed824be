#pragma once

// The header of a revision file: `-- key: value` lines before `-- +upgrade`.

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "project/file_template.h"
#include "project/revision_file.h"

namespace housewright::project {

// Where the line that `at` is in ends: before its LF, CRLF or CR. (string_view::find_first_of asks
// for each byte by itself, which 10,000 headers feel.)
std::size_t EndOfLine(std::string_view text, std::size_t at);

struct HeaderLine {
  std::string_view line;   // whole, trimmed
  std::string_view key;    // empty for a line that is none of `-- key: value`
  std::string_view value;  // without a trailing ` -- comment`
};

// Walks the lines of [begin, end) of a text. Lines end with LF, CRLF or a lone CR.
class HeaderLines {
 public:
  HeaderLines(std::string_view text, std::size_t begin, std::size_t end)
      : text_(text.substr(0, end)), at_(begin) {}
  // The next line that is not blank.
  std::optional<HeaderLine> Next();

 private:
  std::string_view text_;
  std::size_t at_;
};

// Fills in the header's fields of `file` from [begin, end) of its source, and reports what is
// wrong. False where the header gives no id.
// `names` is how the project names its files.
bool ReadHeader(RevisionFile& file, std::size_t begin, std::size_t end, const FileTemplate& names,
                Diagnostics& diagnostics);

}  // namespace housewright::project
