// Skeleton and BranchCover of template.h: from a parsed template to texts without tags.

#include <algorithm>

#include "project/template.h"

namespace housewright::project {

Skeleton::Skeleton(std::string_view text, const Branch& root, const Picker& pick)
    : source_end_(root.end) {
  Append(text, root, pick);
}

void Skeleton::Append(std::string_view text, const Branch& branch, const Picker& pick) {
  std::size_t at = branch.begin;
  for (const Choice& choice : branch.choices) {
    AppendPiece(text, at, choice.begin);
    Append(text, choice.branches[pick(choice)], pick);
    at = choice.end;
  }
  AppendPiece(text, at, branch.end);
}

void Skeleton::AppendPiece(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin == end) return;
  pieces_.push_back({.begin = text_.size(), .source = begin});
  text_ += text.substr(begin, end - begin);
}

std::size_t Skeleton::SourceOffset(std::size_t offset) const {
  if (offset >= text_.size()) return source_end_;
  const auto after = std::ranges::upper_bound(pieces_, offset, {}, &Piece::begin);
  const Piece& piece = *std::prev(after);
  return piece.source + (offset - piece.begin);
}

std::size_t& BranchCover::NextBranchOf(const Choice& choice) {
  const auto it =
      std::ranges::lower_bound(next_, &choice, {}, [](const auto& p) { return p.first; });
  if (it != next_.end() && it->first == &choice) return it->second;
  return next_.insert(it, {&choice, 0})->second;
}

// The first branch that is not covered yet; the last one once all are.
std::size_t BranchCover::Pick(const Choice& choice) {
  return std::min(NextBranchOf(choice), choice.branches.size() - 1);
}

// A choice moves on to its next branch when everything within the present one was taken.
void BranchCover::Advance(const Branch& branch) {
  for (const Choice& choice : branch.choices) {
    const std::size_t taken = Pick(choice);
    Advance(choice.branches[taken]);
    std::size_t& next = NextBranchOf(choice);
    if (next == taken && IsCovered(choice.branches[taken])) ++next;
  }
}

bool BranchCover::IsCovered(const Branch& branch) const {
  return std::ranges::all_of(branch.choices, [this](const Choice& choice) {
    const auto it =
        std::ranges::lower_bound(next_, &choice, {}, [](const auto& p) { return p.first; });
    return it != next_.end() && it->first == &choice && it->second >= choice.branches.size();
  });
}

std::optional<Skeleton> BranchCover::Next(std::string_view text) {
  if (ways_ == kMostWays || (ways_ > 0 && IsCovered(root_))) return std::nullopt;
  ++ways_;
  Skeleton way(text, root_, [this](const Choice& choice) { return Pick(choice); });
  Advance(root_);
  return way;
}

}  // namespace housewright::project
