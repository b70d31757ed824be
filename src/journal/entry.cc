#include "journal/entry.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace housewright::journal {
namespace {

constexpr std::array<std::pair<EntryKind, std::string_view>, 10> kNames{{
    {EntryKind::kEpoch, "epoch"},
    {EntryKind::kIntent, "intent"},
    {EntryKind::kDone, "done"},
    {EntryKind::kFailed, "failed"},
    {EntryKind::kUnknown, "unknown"},
    {EntryKind::kReconciled, "reconciled"},
    {EntryKind::kStamp, "stamp"},
    {EntryKind::kDebt, "debt"},
    {EntryKind::kRelease, "release"},
    {EntryKind::kChunk, "chunk"},
}};

}  // namespace

std::string_view EntryKindName(EntryKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "";
}

Result<EntryKind> ParseEntryKind(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
  }
  return Fail(ErrorCode::kUnsupported,
              fmt::format("the journal holds an entry of the unknown kind '{}'", name));
}

}  // namespace housewright::journal
