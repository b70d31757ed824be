#include "interop/alembic_adopt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace housewright::interop {
namespace {

using revision::RevisionGraph;
using revision::RevisionId;

// a <- b <- d, a <- c, and e, which needs c.
RevisionGraph Graph() {
  const auto node = [](const char* id, std::vector<RevisionId> parents,
                       std::vector<std::string> depends_on = {}) {
    return revision::RevisionNode{.id = RevisionId(id),
                                  .service = "app",
                                  .parents = std::move(parents),
                                  .depends_on = std::move(depends_on),
                                  .labels = {}};
  };
  return *RevisionGraph::Build({node("a", {}), node("b", {RevisionId("a")}),
                                node("c", {RevisionId("a")}), node("d", {RevisionId("b")}),
                                node("e", {}, {"c"})});
}

// Between b and d, and before a, there was something once.
const ReplacedIds kReplaced = {{RevisionId("b2"), RevisionId("b")},
                               {RevisionId("b3"), RevisionId("b")}};

std::string Read(const std::vector<std::string>& rows,
                 const std::vector<std::string>& final_rows = {}) {
  const RevisionGraph graph = Graph();
  AlembicVersionTable table{.database = "db",
                            .table = "alembic_version",
                            .engine = "ReplacingMergeTree",
                            .rows = rows,
                            .final_rows = final_rows.empty() ? rows : final_rows};
  const auto state = ReadAlembicState(table, graph, kReplaced);
  if (!state) return state.error().ToString();
  std::vector<std::string> applied;
  for (const auto index : graph.TopologicalOrder()) {
    if (state->applied.Contains(index)) applied.push_back(graph.node(index).id.text());
  }
  std::string replaced;
  for (const auto& [id, by] : state->replaced)
    replaced += (replaced.empty() ? " replaced " : " ") + id + "=" + by;
  return Join(state->heads, ",") + " applied " + Join(applied, ",") + " outdated " +
         Join(state->outdated, ",") + " unmerged " + Join(state->unmerged, ",") + replaced;
}

TEST(AlembicState, RowsAndAllThatTheyNeedAreApplied) {
  EXPECT_EQ(Read({"b"}), "b applied a,b outdated  unmerged ");
  EXPECT_EQ(Read({"d", "e"}), "d,e applied a,b,c,d,e outdated  unmerged ");
}

TEST(AlembicState, RowsThatFinalDropsAreOldOnesOrOtherHeads) {
  EXPECT_EQ(Read({"a", "b", "d"}, {"d"}), "d applied a,b,d outdated a,b unmerged ");
  EXPECT_EQ(Read({"c", "d"}, {"d"}), "c,d applied a,b,c,d outdated  unmerged c");
}

TEST(AlembicState, AnIdThatIsGoneMeansTheRevisionThatReplacesIt) {
  EXPECT_EQ(Read({"b3"}), "b applied a,b outdated  unmerged  replaced b3=b");
  EXPECT_EQ(Read({"a", "b", "b2", "b3"}, {"b3"}),
            "b applied a,b outdated a,b,b2 unmerged  replaced b2=b b3=b");
  EXPECT_EQ(Read({"b2", "b3"}), "b applied a,b outdated  unmerged  replaced b2=b b3=b");
}

TEST(AlembicState, RefusesWhatAlembicRefuses) {
  EXPECT_EQ(
      Read({"e", "c"}),
      "error: the table 'db.alembic_version' has rows for e and for c, which comes before it\n"
      "  next: find out which of the two holds, delete the other row, and adopt again");
  EXPECT_EQ(
      Read({"a", "x", "y"}),
      "error: the table 'db.alembic_version' has 2 revisions that this project does not know: "
      "x, y\n  next: import the version of the Alembic directory that was applied there; or "
      "say what the target really has: `housewright stamp REV`");
  EXPECT_EQ(Read({}),
            "error: the table 'db.alembic_version' has no row: Alembic has applied nothing there\n"
            "  next: housewright upgrade");
}

}  // namespace
}  // namespace housewright::interop
