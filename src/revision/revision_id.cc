#include "revision/revision_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace housewright::revision {
namespace {

constexpr std::size_t kLongestId = 64;
constexpr std::array<std::string_view, 5> kReserved = {"head", "heads", "base", "current", "none"};

bool IsIdCharacter(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool IsReservedWord(std::string_view text) {
  return std::ranges::find(kReserved, text) != kReserved.end();
}

Result<RevisionId> ParseRevisionId(std::string_view text) {
  if (text.empty()) return Fail(ErrorCode::kInvalidInput, "a revision id is empty");
  if (text.size() > kLongestId) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("revision id '{}...' has {} characters; at most {} are allowed",
                            text.substr(0, 16), text.size(), kLongestId));
  }
  const auto bad = std::ranges::find_if_not(text, IsIdCharacter);
  if (bad != text.end()) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("revision id '{}' has a character that is not allowed", text))
                    .WithAdvice("use letters, digits and underscores only"));
  }
  if (IsReservedWord(text)) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("'{}' cannot be a revision id: as a target it has a meaning of "
                                  "its own",
                                  text))
                    .WithAdvice("choose another id"));
  }
  return RevisionId(std::string(text));
}

}  // namespace housewright::revision
