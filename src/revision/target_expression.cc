#include "revision/target_expression.h"

#include <fmt/format.h>

#include <charconv>

namespace housewright::revision {
namespace {

// More steps than any project has revisions; keeps the arithmetic within int.
constexpr std::size_t kMostDigits = 6;

bool IsWordCharacter(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::unexpected<Error> Unreadable(std::string_view text) {
  return Fail(
      Error(ErrorCode::kInvalidInput, fmt::format("cannot read the target '{}'", text))
          .WithAdvice("write head, heads, base, current, an id, +N or -N; 'service@' before "
                      "it means one service"));
}

TargetName NameOf(std::string_view word) {
  if (word.empty()) return TargetName::kNone;
  if (word == "head") return TargetName::kHead;
  if (word == "heads") return TargetName::kHeads;
  if (word == "base") return TargetName::kBase;
  if (word == "current") return TargetName::kCurrent;
  return TargetName::kRevision;
}

std::optional<int> ParseOffset(std::string_view text) {
  const bool is_down = text.front() == '-';
  text.remove_prefix(1);
  if (text.empty() || text.size() > kMostDigits) return std::nullopt;
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value <= 0) return std::nullopt;
  return is_down ? -value : value;
}

}  // namespace

std::string TargetExpression::OffsetText() const {
  return offset ? fmt::format("{:+}", *offset) : "";
}

Result<TargetExpression> ParseTarget(std::string_view text) {
  TargetExpression target;
  target.text = text;
  std::string_view rest = text;
  // A service may be called event-sink: only what stands behind the @ can hold an offset.
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    target.branch = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    if (target.branch.empty()) return Unreadable(text);
  }
  const std::size_t sign = rest.find_first_of("+-");
  const std::string_view word = rest.substr(0, sign);
  if (sign != std::string_view::npos) {
    target.offset = ParseOffset(rest.substr(sign));
    if (!target.offset) return Unreadable(text);
  }
  for (const char c : word) {
    if (!IsWordCharacter(c)) return Unreadable(text);
  }
  target.name = NameOf(word);
  if (target.name == TargetName::kNone && !target.offset) return Unreadable(text);
  if (target.name == TargetName::kHeads && target.offset) return Unreadable(text);
  if (target.name == TargetName::kRevision) target.revision = word;
  return target;
}

}  // namespace housewright::revision
