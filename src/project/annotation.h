#pragma once

// The annotations that mean something to Housewright. Other comments of that form
// (`-- note: ...`) are comments: they are no part of a hash, and nothing is filled in.

#include <array>
#include <optional>
#include <string_view>

namespace housewright::project {

// `on`: where a statement runs. `probe`: a query that tells whether it took effect. `chunk`: the
// table by whose partitions it is run (chunk_annotation.h).
inline constexpr std::array<std::string_view, 3> kAnnotationKeys = {"on", "probe", "chunk"};

struct AnnotationText {
  std::string_view key;
  std::string_view value;
};
// The parts of `-- key: value` (blanks around both gone), whatever the key; absent for another
// comment.
std::optional<AnnotationText> SplitAnnotation(std::string_view comment);
bool IsKnownAnnotation(std::string_view key);

}  // namespace housewright::project
