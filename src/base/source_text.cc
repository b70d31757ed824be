#include "base/source_text.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace housewright {

SourceText::SourceText(std::string file, std::string text)
    : shared_(std::make_shared<const Shared>(Shared{std::move(file), std::move(text), {}})) {}

std::vector<std::size_t> FindLineStarts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = text.find_first_of("\r\n"); i != std::string_view::npos;
       i = text.find_first_of("\r\n", i)) {
    const bool is_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    i += is_crlf ? 2 : 1;
    starts.push_back(i);
  }
  return starts;
}

std::uint32_t CountCodePoints(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

const std::vector<std::size_t>& SourceText::LineStarts() const {
  if (shared_->line_starts.empty()) shared_->line_starts = FindLineStarts(shared_->text);
  return shared_->line_starts;
}

Position SourceText::PositionOf(std::size_t offset) const {
  assert(offset <= text().size());
  const std::vector<std::size_t>& starts = LineStarts();
  const auto after = std::ranges::upper_bound(starts, offset);
  const std::size_t line_start = *std::prev(after);
  return {.offset = offset,
          .line = static_cast<std::uint32_t>(after - starts.begin()),
          .column = CountCodePoints(text().substr(line_start, offset - line_start)) + 1};
}

SourceExcerpt SourceText::Excerpt(std::size_t offset, std::size_t length) const {
  const Position position = PositionOf(offset);
  const std::size_t line_start = LineStarts()[position.line - 1];
  const std::string_view rest = text().substr(line_start);
  const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
  const std::size_t column_bytes = std::min(offset - line_start, line.size());
  const std::uint32_t marked = CountCodePoints(line.substr(column_bytes, length));
  return {.file = file(),
          .line = position.line,
          .column = position.column,
          .line_text = std::string(line),
          .length = std::max<std::uint32_t>(marked, 1)};
}

std::size_t SourceText::OffsetOf(std::string_view part) const {
  const char* begin = text().data();
  assert(!std::less<>{}(part.data(), begin) && !std::less<>{}(begin + text().size(), part.data()));
  return static_cast<std::size_t>(part.data() - begin);
}

}  // namespace housewright
