#pragma once

// The syntax of a target, without its meaning: [branch@][name][+N|-N]; and of a range of two.
// docs/reference/targets.md draws both.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace housewright::revision {

enum class TargetName : std::uint8_t { kNone, kHead, kHeads, kBase, kCurrent, kRevision };

struct TargetExpression {
  std::string text;    // as the user wrote it
  std::string branch;  // service, label or revision; empty where none is named
  TargetName name = TargetName::kNone;
  std::string revision;       // of kRevision: an id, a label or a prefix of one
  std::optional<int> offset;  // never 0 where there is no name

  // "+2", "-1"; empty without offset.
  std::string OffsetText() const;
  // +N, -N, current+N: counted from what is applied, with or without a branch.
  bool IsRelativeToApplied() const;
  // base, branch@base.
  bool IsBase() const { return name == TargetName::kBase && offset.value_or(0) == 0; }
};

// kInvalidInput for what fits no form of the grammar.
Result<TargetExpression> ParseTarget(std::string_view text);

// "a:b". A side that is left out is empty here: its meaning is the command's.
struct TargetRange {
  std::string lower;
  std::string upper;
};

// kUsage unless `text` has exactly one colon.
Result<TargetRange> ParseRange(std::string_view text);

}  // namespace housewright::revision
