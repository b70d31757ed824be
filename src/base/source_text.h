#pragma once

// A text file in memory with its name, and the way from a byte offset to line, column and excerpt.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace housewright {

struct Position {
  std::size_t offset = 0;    // bytes from the start of the file
  std::uint32_t line = 1;    // 1-based; a line ends with LF, CRLF or a lone CR
  std::uint32_t column = 1;  // 1-based, in code points

  friend bool operator==(const Position&, const Position&) = default;
};

// Cheap to copy: copies share one immutable text. Views into text() live as long as any copy does.
class SourceText {
 public:
  SourceText() : SourceText("", "") {}
  SourceText(std::string file, std::string text);

  const std::string& file() const { return shared_->file; }
  std::string_view text() const { return shared_->text; }

  // offset may be text().size(), the end. The line table is built with the text on first use; not
  // thread-safe before that.
  Position PositionOf(std::size_t offset) const;
  // `length` is in bytes; the caret marks the part of it that is on the first line.
  SourceExcerpt Excerpt(std::size_t offset, std::size_t length = 1) const;
  // The offset of `part`, which must be a view into text().
  std::size_t OffsetOf(std::string_view part) const;

 private:
  struct Shared {
    std::string file;
    std::string text;
    mutable std::vector<std::size_t> line_starts;  // built on first use
  };
  const std::vector<std::size_t>& LineStarts() const;
  std::shared_ptr<const Shared> shared_;
};

// Where each line of `text` starts. Lines end with LF, CRLF or a lone CR.
std::vector<std::size_t> FindLineStarts(std::string_view text);
// UTF-8 code points in `text`; each byte that starts none counts as one where it stands alone.
std::uint32_t CountCodePoints(std::string_view text);

}  // namespace housewright
