#include "plan/reason.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace housewright::plan {

using revision::Direction;

Reasons::Reasons(const revision::RevisionGraph& graph, std::span<const Index> planned,
                 Direction direction)
    : graph_(graph), planned_(graph.size()), direction_(direction) {
  for (const Index index : planned) planned_.Insert(index);
}

std::string Reasons::For(Index index) const {
  const bool is_upgrade = direction_ == Direction::kUpgrade;
  // The smallest id of the reasons, whatever the order of the edges.
  std::optional<Index> because;
  for (const Index other : is_upgrade ? graph_.NeededBy(index) : graph_.Needs(index)) {
    if (planned_.Contains(other)) because = std::min(other, because.value_or(other));
  }
  if (!because) return "the goal";
  const std::string& id = graph_.node(*because).id.text();
  return is_upgrade ? fmt::format("needed by {}", id)
                    : fmt::format("needs {}, which is undone", id);
}

std::string HalfWayReason(const revision::Progress& progress) {
  return fmt::format("half-way: {} of {} {} done", progress.done,
                     Count(progress.total, "statement"), progress.done == 1 ? "is" : "are");
}

}  // namespace housewright::plan
