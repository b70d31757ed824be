#pragma once

// The syntax of a target, without its meaning: [branch@][name][+N|-N].

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace housewright::revision {

enum class TargetName : std::uint8_t { kNone, kHead, kHeads, kBase, kCurrent, kRevision };

struct TargetExpression {
  std::string text;    // as the user wrote it
  std::string branch;  // service or label; empty where none is named
  TargetName name = TargetName::kNone;
  std::string revision;  // of kRevision: an id or a prefix
  std::optional<int> offset;

  // "+2", "-1"; empty without offset.
  std::string OffsetText() const;
};

// kInvalidInput for what fits no form of the grammar.
Result<TargetExpression> ParseTarget(std::string_view text);

}  // namespace housewright::revision
