#include "sql/position_tracker.h"

#include "sql/char_class.h"

namespace housewright::sql {

void PositionTracker::Advance(std::string_view text) {
  if (text.empty()) return;
  position_.offset += text.size();
  const char* line = text.data();
  const char* const end = line + text.size();
  if (after_return_ && *line == '\n') ++line;
  after_return_ = text.back() == '\r';
  while (true) {
    const char* const line_end = FindEither(line, end, '\n', '\r');
    if (line_end == end) break;
    ++position_.line;
    position_.column = 1;
    line = line_end + 1;
    if (*line_end == '\r' && line != end && *line == '\n') ++line;
  }
  position_.column += CountCodePoints(std::string_view(line, static_cast<std::size_t>(end - line)));
}

}  // namespace housewright::sql
