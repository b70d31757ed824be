#include "interop/alembic_adopt.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"

namespace housewright::interop {
namespace {

using revision::RevisionGraph;
using revision::RevisionId;
using revision::RevisionSet;

using Indexes = std::vector<RevisionGraph::Index>;

std::string NameOf(const AlembicVersionTable& table) {
  return fmt::format("{}.{}", table.database, table.table);
}

Result<Indexes> Find(const AlembicVersionTable& table, const RevisionGraph& graph,
                     const ReplacedIds& replaced) {
  Indexes found;
  std::vector<std::string> unknown;
  for (const std::string& id : table.rows) {
    const auto successor = replaced.find(RevisionId(id));
    if (const auto index =
            graph.Find(successor == replaced.end() ? RevisionId(id) : successor->second)) {
      found.push_back(*index);
    } else {
      unknown.push_back(id);
    }
  }
  if (unknown.empty()) return found;
  return Fail(
      Error(ErrorCode::kConflict,
            fmt::format("the table '{}' has {} that this project does not know: {}", NameOf(table),
                        Count(unknown.size(), "revision"), Join(unknown, ", ")))
          .WithAdvice("import the version of the Alembic directory that was applied there; "
                      "or say what the target really has: `housewright stamp REV`"));
}

RevisionSet AncestorsOf(const RevisionGraph& graph, RevisionGraph::Index index) {
  RevisionSet set = revision::WithAncestors(graph, std::array{index});
  set.Remove(index);
  return set;
}

}  // namespace

Result<AlembicState> ReadAlembicState(const AlembicVersionTable& table, const RevisionGraph& graph,
                                      const ReplacedIds& replaced) {
  if (table.rows.empty()) {
    return Fail(Error(ErrorCode::kNotFound,
                      fmt::format("the table '{}' has no row: Alembic has applied nothing there",
                                  NameOf(table)))
                    .WithAdvice("housewright upgrade"));
  }
  ASSIGN_OR_RETURN(const Indexes rows, Find(table, graph, replaced));
  AlembicState state{.heads = {},
                     .applied = RevisionSet(graph.size()),
                     .outdated = {},
                     .replaced = {},
                     .unmerged = {}};
  Indexes finals;
  std::vector<std::pair<std::size_t, RevisionGraph::Index>> others;  // row, revision
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_final =
        std::ranges::find(table.final_rows, table.rows[i]) != table.final_rows.end();
    if (is_final) {
      finals.push_back(rows[i]);
    } else {
      others.emplace_back(i, rows[i]);
    }
    const std::string& id = graph.node(rows[i]).id.text();
    if (id != table.rows[i]) state.replaced.emplace(table.rows[i], id);
  }
  const RevisionSet before_finals = revision::WithAncestors(graph, finals);
  Indexes heads = finals;
  for (const auto& [i, index] : others) {
    const std::string& id = table.rows[i];
    if (before_finals.Contains(index)) {
      state.outdated.push_back(id);
    } else {
      state.unmerged.push_back(id);
      heads.push_back(index);
    }
  }
  // Two rows of which one is gone can mean the same revision.
  std::ranges::sort(heads);
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  for (const RevisionGraph::Index index : heads) {
    const RevisionSet ancestors = AncestorsOf(graph, index);
    for (const RevisionGraph::Index other : heads) {
      if (!ancestors.Contains(other)) continue;
      return Fail(
          Error(
              ErrorCode::kConflict,
              fmt::format("the table '{}' has rows for {} and for {}, which comes before it",
                          NameOf(table), graph.node(index).id.text(), graph.node(other).id.text()))
              .WithAdvice(
                  "find out which of the two holds, delete the other row, and adopt again"));
    }
  }
  for (const RevisionGraph::Index index : heads) {
    state.heads.push_back(graph.node(index).id.text());
  }
  std::ranges::sort(state.heads);
  state.applied = revision::WithAncestors(graph, heads);
  return state;
}

}  // namespace housewright::interop
