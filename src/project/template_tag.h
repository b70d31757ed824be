#pragma once

// One tag, `{% ... %}`, and nothing of how tags belong together (template.h).

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "project/template.h"

namespace housewright::project {

enum class TagKind : std::uint8_t { kIf, kElif, kElse, kEndif };
std::string_view TagWord(TagKind kind);  // "if", "elif", ...

struct Tag {
  TagKind kind = TagKind::kIf;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<Condition> condition;  // of if and elif
};

// Reads the tag whose "{%" is at `at`.
std::expected<Tag, TemplateFault> ReadTag(std::string_view text, std::size_t at);

}  // namespace housewright::project
