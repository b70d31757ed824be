#include "project/annotation.h"

#include <algorithm>

#include "base/text.h"
#include "project/template.h"

namespace housewright::project {

std::optional<AnnotationText> SplitAnnotation(std::string_view comment) {
  if (!comment.starts_with("--")) return std::nullopt;
  const std::string_view body = Trim(comment.substr(2));
  std::size_t end = 0;
  while (end < body.size() && (IsWordByte(body[end]) || body[end] == '-')) ++end;
  if (end == 0 || end == body.size() || body[end] != ':') return std::nullopt;
  return AnnotationText{.key = body.substr(0, end), .value = Trim(body.substr(end + 1))};
}

bool IsKnownAnnotation(std::string_view key) {
  return std::ranges::find(kAnnotationKeys, key) != kAnnotationKeys.end();
}

}  // namespace housewright::project
