#pragma once

// Line and column of a place in a text that is seen in pieces. Internal to src/sql; it counts as
// SourceText::PositionOf does.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/source_text.h"

namespace housewright::sql {

class PositionTracker {
 public:
  // `text` follows what was given before.
  void Advance(std::string_view text);
  const Position& position() const { return position_; }

 private:
  Position position_;
  bool after_return_ = false;  // the last byte was a CR: an LF now belongs to the same line end
};

}  // namespace housewright::sql
