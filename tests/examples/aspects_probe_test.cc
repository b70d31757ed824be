// The probes of examples/aspects, which a run asks after a crash: each says 0 before its statement
// and 1 after it, on tables with rows.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "examples/aspects_fixture.h"
#include "project/project.h"
#include "project/render.h"
#include "project/values.h"

namespace housewright::examples {
namespace {

class AspectsProbes : public AspectsExample, public ::testing::WithParamInterface<std::string> {
 protected:
  void Load() {
    files_ = MakeRealFileSystem();
    const std::string root = std::string(HOUSEWRIGHT_SOURCE_DIR) + "/examples/aspects";
    project::LoadedProject loaded = project::LoadProject(*files_, root + "/housewright.toml");
    ASSERT_TRUE(loaded.project);
    project_ = *std::move(loaded.project);
    const project::ValueSources sources{
        .overrides = {{"CLICKHOUSE_REPLICATED_DATABASES", GetParam()},
                      {"CLICKHOUSE_ADMIN_USER", server_->endpoint().user},
                      {"CLICKHOUSE_ADMIN_PASSWORD", server_->endpoint().password}},
        .environment = {},
        .files = nullptr};
    auto values = project::ResolveValues(project_.config, nullptr, sources);
    ASSERT_TRUE(values) << values.error().message();
    values_ = *std::move(values);
  }

  // Sends the statements of one part, and asks the probe of each before and after it.
  void RunPart(const project::RevisionFile& file, const project::RevisionPart& part) {
    const project::RenderedPart rendered =
        project::RenderStatements(file.source, part.begin, part.end, project_.config, values_);
    ASSERT_EQ(rendered.diagnostics.size(), 0U) << file.path;
    for (const project::RenderedStatement& statement : rendered.statements) {
      const std::string* probe = statement.FindAnnotation("probe");
      const std::string what = fmt::format("{}:{}", file.path, statement.position.line);
      std::string before;
      if (probe != nullptr) before = Ask(*probe);
      Ask(statement.sql.text);
      if (probe == nullptr) continue;
      ++asked_;
      EXPECT_EQ(Ask(*probe), "1\n") << what;
      // A second pass for what came late finds nothing to do here.
      if (before != "0\n") ++done_before_;
      EXPECT_TRUE(before == "0\n" || statement.sql.text.starts_with("INSERT")) << what;
    }
  }

  std::unique_ptr<FileSystem> files_;
  project::Project project_;
  project::Values values_;
  int asked_ = 0;
  int done_before_ = 0;
};

TEST_P(AspectsProbes, SayNoBeforeAndYesAfter) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  Load();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap -q");
  for (const auto index : project_.graph.TopologicalOrder()) {
    const project::RevisionFile& file = project_.FileOf(index);
    RunPart(file, file.upgrade);
    const Step step{file.id.text(), file.service};
    if (step.id != "0041") LoadDataOf(step);
    if (HasFailure()) return;
  }
  const auto order = project_.graph.TopologicalOrder();
  for (auto index = order.rbegin(); index != order.rend(); ++index) {
    const project::RevisionFile& file = project_.FileOf(*index);
    RunPart(file, file.downgrade);
    if (HasFailure()) return;
  }
  // Each of 0011, 0027 and 0032, up and down: exchange and copy, and either detach and attach or a
  // second copy. The backfill of 0023 and 0037, twice each. 0029 down.
  const bool second_pass = GetParam() == "true";
  EXPECT_EQ(asked_, 6 * (second_pass ? 3 : 4) + 5);
  EXPECT_EQ(done_before_, (second_pass ? 6 : 0) + 2);
}

INSTANTIATE_TEST_SUITE_P(ReplicatedDatabases, AspectsProbes, ::testing::Values("false", "true"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace housewright::examples
