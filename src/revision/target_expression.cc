#include "revision/target_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace housewright::revision {
namespace {

// More steps than any project has revisions; keeps the arithmetic within int.
constexpr std::size_t kMostDigits = 6;

bool IsWordCharacter(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Services and labels may have a - within: event-sink.
bool IsName(std::string_view word) {
  return word.empty() || (IsWordCharacter(word.front()) && std::ranges::all_of(word, [](char c) {
                            return IsWordCharacter(c) || c == '-';
                          }));
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
  return is_down ? -value : value;
}

}  // namespace

std::string TargetExpression::OffsetText() const {
  return offset ? fmt::format("{:+}", *offset) : "";
}

bool TargetExpression::IsRelativeToApplied() const {
  return offset && (name == TargetName::kNone || name == TargetName::kCurrent);
}

Result<TargetExpression> ParseTarget(std::string_view text) {
  TargetExpression target;
  target.text = text;
  std::string_view word = text;
  if (const std::size_t at = word.find('@'); at != std::string_view::npos) {
    target.branch = word.substr(0, at);
    word.remove_prefix(at + 1);
    if (target.branch.empty()) return Unreadable(text);
  }
  // What follows the last sign is an offset where it is a number, part of a name otherwise.
  if (const std::size_t sign = word.find_last_of("+-"); sign != std::string_view::npos) {
    target.offset = ParseOffset(word.substr(sign));
    if (target.offset) word = word.substr(0, sign);
  }
  if (!IsName(word)) return Unreadable(text);
  target.name = NameOf(word);
  if (target.name == TargetName::kNone && target.offset.value_or(0) == 0) return Unreadable(text);
  if (target.name == TargetName::kRevision) target.revision = word;
  return target;
}

Result<TargetRange> ParseRange(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto colons = std::ranges::count(text, ':');
  if (colons != 1) {
    return Fail(Error(ErrorCode::kUsage, fmt::format("a range is START:END, and '{}' has {} ':'",
                                                     text, colons == 0 ? "no" : "more than one"))
                    .WithAdvice("leave a side out for all: `-r 0003:` or `-r :0003`"));
  }
  return TargetRange{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

}  // namespace housewright::revision
