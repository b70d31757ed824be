// Every id that `alembic_version` of an Aspects installation can hold, offline.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "interop/alembic_adopt.h"
#include "project/project.h"
#include "project/replacements.h"

namespace housewright::examples {
namespace {

// Aspects' history is one line, numbered: what stands at an id has every revision up to it, and
// nothing else. Of the steps that Aspects has deleted no revision is left.
TEST(AspectsIds, EachMeansTheRevisionsUpToIt) {
  const auto files = MakeRealFileSystem();
  const project::LoadedProject loaded = project::LoadProject(
      *files, std::string(HOUSEWRIGHT_SOURCE_DIR) + "/examples/aspects/housewright.toml");
  ASSERT_TRUE(loaded.project);
  const revision::RevisionGraph& graph = loaded.project->graph;
  EXPECT_EQ(graph.size(), 28u);
  const auto replaced = project::ReplacedIds(loaded.project->revisions);
  EXPECT_EQ(replaced.size(), 13u);
  for (int number = 1; number <= 41; ++number) {
    const std::string id = fmt::format("{:04}", number);
    interop::AlembicVersionTable table;
    table.database = "xapi";
    table.table = "alembic_version";
    table.rows = table.final_rows = {id};
    const auto state = interop::ReadAlembicState(table, graph, replaced);
    ASSERT_TRUE(state) << id << ": " << state.error().ToString();
    for (const auto index : graph.TopologicalOrder()) {
      const std::string& revision = graph.node(index).id.text();
      EXPECT_EQ(state->applied.Contains(index), revision <= id) << revision << " at " << id;
    }
  }
}

}  // namespace
}  // namespace housewright::examples
