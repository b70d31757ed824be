#include "plan/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "testing/memory_file_system.h"

namespace housewright::plan {
namespace {

using revision::AppliedState;
using revision::Progress;
using revision::RevisionId;

constexpr const char* kConfig =
    "[project]\n"
    "name = \"test\"\n"
    "[services.xapi]\n"
    "[services.event_sink]\n"
    "[services.vector]\n"
    "[variables]\n"
    "db = \"stats\"\n"
    "cluster = \"\"\n"
    "password = { secret = true, env = \"TEST_PASSWORD\" }\n";

std::string Revision(const std::string& header, const std::string& up, const std::string& down) {
  return header + "-- message: made for a test\n\n-- +upgrade\n" + up + "\n-- +downgrade\n" + down +
         "\n";
}

// xapi: 0001 0002; event_sink: 0003; xapi 0004 needs 0003.
class PlanTest : public ::testing::Test {
 protected:
  PlanTest() {
    files_.Put("housewright.toml", kConfig);
    files_.Put("services/vector/.gitkeep", "");
    Put("xapi", "0001", "none", "CREATE TABLE {{ db }}.a (x Int8) ENGINE = Memory;",
        "DROP TABLE {{ db }}.a;");
    Put("xapi", "0002", "0001",
        "ALTER TABLE {{ db }}.a ADD COLUMN y Int8;\n"
        "CREATE TABLE {{ db }}.b (x Int8) ENGINE = Memory;\n"
        "INSERT INTO {{ db }}.b VALUES (1);",
        "DROP TABLE {{ db }}.b;\nALTER TABLE {{ db }}.a DROP COLUMN y;");
    Put("event_sink", "0003", "none", "-- no-op: nothing to make", "-- no-op: nothing was made");
    Put("xapi", "0004", "0002\n-- depends_on: 0003", "CREATE VIEW v AS SELECT 1;", "DROP VIEW v;");
    environment_["TEST_PASSWORD"] = "hunter2";
  }

  void Put(const std::string& service, const std::string& id, const std::string& parents,
           const std::string& up, const std::string& down) {
    files_.Put(
        fmt::format("services/{}/{}_test.sql", service, id),
        Revision(fmt::format("-- revision: {}\n-- down_revision: {}\n", id, parents), up, down));
  }

  void Load() {
    auto loaded = project::LoadProject(files_, "housewright.toml");
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      if (diagnostic.severity == Severity::kError)
        ADD_FAILURE() << diagnostic.rule << ": " << diagnostic.error.ToString();
    }
    ASSERT_TRUE(loaded.project.has_value());
    project_ = *std::move(loaded.project);
    project_.released.revisions.insert(released_.begin(), released_.end());
  }

  project::Values Values() {
    project::ValueSources sources;
    sources.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto it = environment_.find(name);
      if (it == environment_.end()) return std::nullopt;
      return it->second;
    };
    sources.files = &files_;
    return project::ResolveValues(project_.config, nullptr, sources).value();
  }

  // Marks as applied what is given, with the hashes that the sources have now.
  void Apply(std::string_view ids) {
    if (project_.revisions.empty()) Load();
    for (const std::string_view id : Split(ids, ' ')) {
      const RevisionId revision{std::string(id)};
      applied_.revisions[revision].applied = true;
      applied_.revisions[revision].revision_hash = project_.Find(revision)->hash.ToHex();
    }
  }

  // The revision stands behind its first `done` statements, as a plan of now would run them.
  void HalfWay(const std::string& id, Direction direction, std::uint32_t done) {
    const PlanResult plan = direction == Direction::kUpgrade ? Up(id) : Down("base");
    EXPECT_TRUE(plan.has_value());
    Progress progress;
    for (const PlannedStep& step : plan->steps) {
      if (step.id.text() != id) continue;
      progress.direction = direction;
      progress.total = step.total;
      progress.done = done;
      for (std::uint32_t i = 0; i < done; ++i)
        progress.done_hashes.push_back(step.statements.at(i).statement.hash.ToHex());
    }
    auto& state = applied_.revisions[RevisionId(id)];
    state.applied = direction == Direction::kDowngrade;
    state.revision_hash = project_.Find(RevisionId(id))->hash.ToHex();
    state.progress = progress;
  }

  PlanResult Up(std::string_view goal) {
    if (project_.revisions.empty()) Load();
    return PlanUpgrade(project_, applied_, Values(), capabilities_, goal);
  }
  PlanResult Down(std::string_view goal) {
    if (project_.revisions.empty()) Load();
    return PlanDowngrade(project_, applied_, Values(), capabilities_, goal);
  }

  testing::MemoryFileSystem files_;
  std::map<std::string, std::string> environment_;
  std::map<RevisionId, project::ReleasedRevision> released_;
  Capabilities capabilities_{.server = "ClickHouse 26.7 (embedded)"};
  project::Project project_;
  AppliedState applied_;
};

// A line per step and, indented, per statement; or the errors.
std::string Text(const PlanResult& result) {
  std::string text;
  if (!result) {
    for (const Diagnostic& diagnostic : result.error())
      text += fmt::format("{}: {}\n", diagnostic.rule, diagnostic.error.ToString());
    return text;
  }
  for (const PlannedStep& step : result->steps) {
    text += fmt::format("{} {} {} ({})\n", StepKindName(step.kind),
                        step.id.empty() ? step.file : step.id.text(), step.total, step.reason);
    for (const PlannedStatement& statement : step.statements) {
      text += fmt::format("  {} {}", statement.index, Summarize(statement.statement.facts));
      if (statement.reason != step.reason) text += fmt::format(" ({})", statement.reason);
      if (statement.left_out) text += fmt::format(" [left out: {}]", *statement.left_out);
      text += '\n';
    }
  }
  for (const Diagnostic& warning : result->warnings)
    text += fmt::format("{}: {}\n", warning.rule, warning.error.ToString("warning"));
  return text;
}

TEST_F(PlanTest, UpgradePlansEveryStatementWithItsReason) {
  const auto plan = Up("heads");
  EXPECT_EQ(Text(plan),
            "upgrade 0001 1 (needed by 0002)\n"
            "  1 CREATE TABLE stats.a\n"
            "upgrade 0002 3 (needed by 0004)\n"
            "  1 ALTER TABLE stats.a (ADD COLUMN y)\n"
            "  2 CREATE TABLE stats.b\n"
            "  3 INSERT INTO stats.b\n"
            "upgrade 0003 0 (needed by 0004)\n"
            "upgrade 0004 1 (the goal)\n"
            "  1 CREATE VIEW v\n");
  EXPECT_EQ(plan->goal, "heads");
  EXPECT_EQ(plan->StatementCount(), 5U);
  EXPECT_EQ(plan->LeftOutCount(), 0U);
  const PlannedStep& step = plan->steps.at(1);
  EXPECT_EQ(step.service, "xapi");
  EXPECT_EQ(step.message, "made for a test");
  EXPECT_EQ(step.file, "services/xapi/0002_test.sql");
  EXPECT_EQ(step.hash, project_.Find(RevisionId("0002"))->hash.ToHex());
  EXPECT_EQ(step.statements.at(1).statement.sql.text,
            "CREATE TABLE stats.b (x Int8) ENGINE = Memory");
}

TEST_F(PlanTest, DowngradePlansDependentsFirst) {
  Apply("0001 0002 0003 0004");
  EXPECT_EQ(Text(Down("0001")),
            "downgrade 0004 1 (needs 0002, which is undone)\n"
            "  1 DROP VIEW v\n"
            "downgrade 0002 2 (the goal)\n"
            "  1 DROP TABLE stats.b\n"
            "  2 ALTER TABLE stats.a (DROP COLUMN y)\n");
}

TEST_F(PlanTest, NothingPendingIsAnEmptyPlan) {
  Apply("0001 0002 0003 0004");
  EXPECT_EQ(Text(Up("heads")), "");
  EXPECT_TRUE(Up("heads")->empty());
  EXPECT_TRUE(Up("vector@head")->empty());
  EXPECT_TRUE(Down("vector@base")->empty());
}

TEST_F(PlanTest, TheSameInputGivesTheSamePlan) { EXPECT_EQ(Text(Up("heads")), Text(Up("heads"))); }

TEST_F(PlanTest, TargetErrorsAreDiagnostics) {
  EXPECT_EQ(Text(Up("0009")),
            "target: error: there is no revision '0009'\n  next: did you mean 0001 or 0002 or "
            "0003?\n");
}

TEST_F(PlanTest, ResumesBehindTheLastDoneStatement) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 2);
  EXPECT_EQ(Text(Up("0002")),
            "upgrade 0002 3 (half-way: 2 of 3 statements are done)\n"
            "  3 INSERT INTO stats.b (resumes after statement 2)\n");
  EXPECT_EQ(Up("0002")->steps.front().already_done, 2U);
}

TEST_F(PlanTest, ResumesADowngradeToo) {
  Apply("0001 0002");
  HalfWay("0002", Direction::kDowngrade, 1);
  EXPECT_EQ(Text(Down("0001")),
            "downgrade 0002 2 (half-way: 1 of 2 statements is done)\n"
            "  2 ALTER TABLE stats.a (DROP COLUMN y) (resumes after statement 1)\n");
}

TEST_F(PlanTest, AReplayHasWhatIsAppliedAndWhatIsDoneOfTheRest) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 2);
  const auto replay = [this] {
    return Text(PlanReplay(project_, applied_, Values(), capabilities_));
  };
  EXPECT_EQ(replay(),
            "upgrade 0001 1 (applied)\n"
            "  1 CREATE TABLE stats.a\n"
            "upgrade 0002 3 (applied)\n"
            "  1 ALTER TABLE stats.a (ADD COLUMN y)\n"
            "  2 CREATE TABLE stats.b\n");
  Apply("0002 0003");
  applied_.revisions[RevisionId("0002")].progress.reset();
  HalfWay("0002", Direction::kDowngrade, 1);
  EXPECT_EQ(replay(),
            "upgrade 0001 1 (applied)\n"
            "  1 CREATE TABLE stats.a\n"
            "upgrade 0002 3 (applied)\n"
            "  1 ALTER TABLE stats.a (ADD COLUMN y)\n"
            "  2 CREATE TABLE stats.b\n"
            "  3 INSERT INTO stats.b\n"
            "downgrade 0002 2 (applied)\n"
            "  1 DROP TABLE stats.b\n"
            "upgrade 0003 0 (applied)\n");
  applied_ = {};
  EXPECT_EQ(replay(), "");
}

TEST_F(PlanTest, AStatementThatFailedMayBeMendedBeforeResuming) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 2);
  Put("xapi", "0002", "0001",
      "ALTER TABLE {{ db }}.a ADD COLUMN y Int8;\n"
      "CREATE TABLE {{ db }}.b (x Int8) ENGINE = Memory;\n"
      "INSERT INTO {{ db }}.b VALUES (2);",
      "-- no-op: x");
  Load();
  EXPECT_EQ(Text(Up("0002")),
            "upgrade 0002 3 (half-way: 2 of 3 statements are done)\n"
            "  3 INSERT INTO stats.b (resumes after statement 2)\n");
}

TEST_F(PlanTest, RefusesToResumeBehindAnEditedStatement) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 2);
  Put("xapi", "0002", "0001",
      "ALTER TABLE {{ db }}.a ADD COLUMN y Int8;\n"
      "CREATE TABLE {{ db }}.b (x Int16) ENGINE = Memory;\n"
      "INSERT INTO {{ db }}.b VALUES (1);",
      "-- no-op: x");
  Load();
  EXPECT_EQ(
      Text(Up("0002")),
      "resume-edited: error: statement 2 of the upgrade of revision 0002 was edited after it "
      "was done\n"
      "  --> services/xapi/0002_test.sql:7:1\n"
      "  7 | CREATE TABLE {{ db }}.b (x Int16) ENGINE = Memory;\n"
      "    | ^\n"
      "  next: restore it as it was; or finish the upgrade by hand, then say so: `housewright "
      "stamp 0002`\n");
}

TEST_F(PlanTest, RefusesToResumeWhereADoneStatementIsGone) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 2);
  Put("xapi", "0002", "0001", "ALTER TABLE {{ db }}.a ADD COLUMN y Int8;", "-- no-op: x");
  Load();
  EXPECT_EQ(
      Text(Up("0002")),
      "resume-edited: error: the upgrade of revision 0002 had 3 statements when it began and "
      "has 1 now; 2 are done\n"
      "  --> services/xapi/0002_test.sql:5:1\n"
      "  5 | -- +upgrade\n"
      "    | ^\n"
      "  next: restore the file; or finish the upgrade by hand, then say so: `housewright stamp "
      "0002`\n");
}

TEST_F(PlanTest, ResumesWhereOnlyWhatIsNotDoneHasChanged) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 1);
  const std::string done = "ALTER TABLE {{ db }}.a ADD COLUMN y Int8;\n";
  Put("xapi", "0002", "0001", done + "SELECT 1; SELECT 2; SELECT 3;", "-- no-op: x");
  Load();
  EXPECT_EQ(Text(Up("0002")),
            "upgrade 0002 4 (half-way: 1 of 3 statements is done)\n"
            "  2 SELECT (resumes after statement 1)\n"
            "  3 SELECT\n"
            "  4 SELECT\n");
  // Nothing is left to do, and that is to be recorded.
  Put("xapi", "0002", "0001", done, "-- no-op: x");
  Load();
  EXPECT_EQ(Text(Up("0002")), "upgrade 0002 1 (half-way: 1 of 3 statements is done)\n");
}

TEST_F(PlanTest, AnEditedDowngradeNamesTheStampOfWhatIsBelow) {
  const auto advice = [this](const char* parent) {
    const auto plan = Down(parent);
    return plan ? "" : plan.error().front().error.advice();
  };
  Apply("0001 0002");
  HalfWay("0002", Direction::kDowngrade, 1);
  Put("xapi", "0002", "0001", "SELECT 1;", "SELECT 1; SELECT 2; SELECT 3;");
  Load();
  EXPECT_EQ(advice("0001"),
            "restore it as it was; or finish the downgrade by hand, then say so: `housewright "
            "stamp 0001`");
}

TEST_F(PlanTest, AHalfWayRevisionIsFinishedInItsDirectionFirst) {
  Apply("0001 0002");
  HalfWay("0002", Direction::kDowngrade, 1);
  EXPECT_EQ(
      Text(Up("0002")),
      "half-way: error: revision 0002 is half-way through its downgrade: 1 of 2 statements is "
      "done\n"
      "  --> services/xapi/0002_test.sql:9:1\n"
      "  9 | -- +downgrade\n"
      "    | ^\n"
      "  next: finish it first: `housewright downgrade 0001`\n");
}

TEST_F(PlanTest, BesideSiblingsOnlyTheLineOfAHalfWayRevisionIsNamed) {
  Put("xapi", "0005", "0001", "-- no-op: x", "-- no-op: x");
  Put("event_sink", "0006", "none", "-- no-op: x", "-- no-op: x");
  Load();
  Apply("0001 0002 0003 0005 0006");
  HalfWay("0002", Direction::kDowngrade, 1);
  const auto advice_of = [](const PlanResult& plan) {
    return plan ? "" : plan.error().front().error.advice();
  };
  EXPECT_EQ(advice_of(Up("0002")), "finish it first: `housewright downgrade 0002@0001`");
  EXPECT_EQ(Text(Down("0002@0001")),
            "downgrade 0002 2 (half-way: 1 of 2 statements is done)\n"
            "  2 ALTER TABLE stats.a (DROP COLUMN y) (resumes after statement 1)\n");
  Put("xapi", "0002", "0001", "SELECT 1;", "SELECT 1; SELECT 2; SELECT 3;");
  Load();
  EXPECT_EQ(advice_of(Down("0002@0001")),
            "restore it as it was; or finish the downgrade by hand, then say so: `housewright "
            "stamp 0001`, with the other heads above 0001 that stay applied");
}

TEST_F(PlanTest, BesideOtherBasesOnlyTheTreeOfAHalfWayRevisionIsNamed) {
  Put("event_sink", "0003", "none", "SELECT 1;", "SELECT 1; SELECT 2;");
  Put("event_sink", "0006", "none", "-- no-op: x", "-- no-op: x");
  Load();
  Apply("0003 0006");
  HalfWay("0003", Direction::kDowngrade, 1);
  const auto up = Up("0003");
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().front().error.advice(),
            "finish it first: `housewright downgrade 0003@base`");
  EXPECT_EQ(Text(Down("0003@base")),
            "downgrade 0003 2 (half-way: 1 of 2 statements is done)\n"
            "  2 SELECT (resumes after statement 1)\n");
}

TEST_F(PlanTest, AHalfWayUpgradeIsNotDowngraded) {
  Apply("0001");
  HalfWay("0002", Direction::kUpgrade, 1);
  EXPECT_EQ(Text(Down("base")),
            "half-way: error: revision 0002 is half-way through its upgrade: 1 of 3 statements is "
            "done\n"
            "  --> services/xapi/0002_test.sql:5:1\n"
            "  5 | -- +upgrade\n"
            "    | ^\n"
            "  next: finish it first: `housewright upgrade 0002`\n");
}

TEST_F(PlanTest, AnEditedReleasedRevisionStopsEveryPlan) {
  Apply("0001");
  applied_.revisions[RevisionId("0001")].revision_hash = "other";
  project_.released.revisions[RevisionId("0001")] = {};
  const std::string expected =
      "released-edited: error: revision 0001 is released and applied, and its file differs from "
      "what was applied\n"
      "  --> services/xapi/0001_test.sql:1:1\n"
      "  1 | -- revision: 0001\n"
      "    | ^^^^^^^^^^^^^^^^^\n"
      "  next: restore the file, and put the change into a new revision\n";
  EXPECT_EQ(Text(Up("heads")), expected);
  EXPECT_EQ(Text(Down("base")), expected);
}

TEST_F(PlanTest, AnEditedAppliedRevisionWarnsAndCannotBeDowngraded) {
  Apply("0001");
  applied_.revisions[RevisionId("0001")].revision_hash = "other";
  EXPECT_EQ(Text(Up("0001")),
            "applied-edited: warning: revision 0001 was edited after it was applied\n"
            "  --> services/xapi/0001_test.sql:1:1\n"
            "  1 | -- revision: 0001\n"
            "    | ^^^^^^^^^^^^^^^^^\n"
            "  next: restore the file, and put the change into a new revision\n");
  EXPECT_EQ(Text(Down("base")),
            "applied-edited: error: revision 0001 was edited after it was applied\n"
            "  --> services/xapi/0001_test.sql:1:1\n"
            "  1 | -- revision: 0001\n"
            "    | ^^^^^^^^^^^^^^^^^\n"
            "  next: restore the file as it was applied, downgrade, then edit it\n");
}

TEST_F(PlanTest, AnIrreversibleRevisionStopsADowngrade) {
  Put("xapi", "0002", "0001", "TRUNCATE TABLE {{ db }}.a;", "-- irreversible: the rows are gone");
  Apply("0001 0002");
  EXPECT_EQ(Text(Down("base")),
            "irreversible: error: revision 0002 cannot be undone: the rows are gone\n"
            "  --> services/xapi/0002_test.sql:8:4\n"
            "  8 | -- irreversible: the rows are gone\n"
            "    |    ^\n"
            "  next: go no further down than to it: `housewright downgrade 0002`\n");
}

TEST_F(PlanTest, ReportsAMissingSecretInEachFile) {
  environment_.clear();
  for (const std::string id : {"0005", "0006", "0007"}) {
    Put("vector", id, id == "0005" ? "none" : fmt::format("{:04}", std::stoi(id) - 1),
        "CREATE USER u" + id + " IDENTIFIED BY {{ password }};", "DROP USER u" + id + ";");
  }
  const auto plan = Up("vector@head");
  ASSERT_FALSE(plan.has_value());
  ASSERT_EQ(plan.error().size(), 3U) << Text(plan);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& where = plan.error().at(i).error.where();
    ASSERT_TRUE(where.has_value());
    EXPECT_EQ(where->file, fmt::format("services/vector/000{}_test.sql", i + 5));
    EXPECT_EQ(where->line, 6U);
  }
}

TEST_F(PlanTest, LeavesOutAccessStatementsWhereTheServerKeepsNoUsers) {
  Put("vector", "0005", "none", "CREATE USER u;\nCREATE TABLE t (x Int8) ENGINE = Memory;",
      "DROP TABLE t;\nDROP USER u;");
  capabilities_.access_management = false;
  const auto plan = Up("vector@head");
  EXPECT_EQ(Text(plan),
            "upgrade 0005 2 (the goal)\n"
            "  1 CREATE USER u [left out: ClickHouse 26.7 (embedded) keeps no users, roles or "
            "grants]\n"
            "  2 CREATE TABLE t\n");
  EXPECT_EQ(plan->StatementCount(), 1U);
  EXPECT_EQ(plan->LeftOutCount(), 1U);
}

TEST_F(PlanTest, RefusesOnClusterInARevisionWhereTheServerDoes) {
  Put("vector", "0005", "none", "CREATE TABLE t ON CLUSTER c (x Int8) ENGINE = Memory;",
      "DROP TABLE t ON CLUSTER c;");
  EXPECT_TRUE(Up("vector@head").has_value());
  capabilities_.on_cluster = false;
  EXPECT_EQ(Text(Up("vector@head")),
            "on-cluster: error: statement 1 cannot run: ClickHouse 26.7 (embedded) refuses ON "
            "CLUSTER\n"
            "  --> services/vector/0005_test.sql:6:1\n"
            "  6 | CREATE TABLE t ON CLUSTER c (x Int8) ENGINE = Memory;\n"
            "    | ^\n"
            "  next: put the words between {% if cluster %} and {% endif %}\n");
}

TEST_F(PlanTest, BootstrapLeavesOutWhatTheServerCannotRun) {
  files_.Put("bootstrap/0001_databases.sql",
             "CREATE DATABASE IF NOT EXISTS {{ db }};\nCREATE DATABASE d ON CLUSTER c;\n");
  files_.Put("bootstrap/0002_users.sql",
             "CREATE USER IF NOT EXISTS u ON CLUSTER c IDENTIFIED BY {{ password }};\n"
             "GRANT SELECT ON {{ db }}.* TO u;\n");
  files_.Put("bootstrap/0003_cluster.sql", "{% if cluster %}SELECT 1;{% endif %}\n");
  Load();
  EXPECT_EQ(Text(PlanBootstrap(project_, Values(), capabilities_)),
            "bootstrap bootstrap/0001_databases.sql 2 (bootstrap runs in full each time)\n"
            "  1 CREATE DATABASE stats\n"
            "  2 CREATE DATABASE d\n"
            "bootstrap bootstrap/0002_users.sql 2 (bootstrap runs in full each time)\n"
            "  1 CREATE USER u\n"
            "  2 GRANT ON stats.*\n");
  capabilities_.access_management = false;
  capabilities_.on_cluster = false;
  const auto plan = PlanBootstrap(project_, Values(), capabilities_);
  EXPECT_EQ(
      Text(plan),
      "bootstrap bootstrap/0001_databases.sql 2 (bootstrap runs in full each time)\n"
      "  1 CREATE DATABASE stats\n"
      "  2 CREATE DATABASE d [left out: ClickHouse 26.7 (embedded) refuses ON CLUSTER]\n"
      "bootstrap bootstrap/0002_users.sql 2 (bootstrap runs in full each time)\n"
      "  1 CREATE USER u [left out: ClickHouse 26.7 (embedded) keeps no users, roles or grants]\n"
      "  2 GRANT ON stats.* [left out: ClickHouse 26.7 (embedded) keeps no users, roles or "
      "grants]\n");
  EXPECT_EQ(plan->goal, "bootstrap");
}

TEST_F(PlanTest, ANewerDatabaseWarnsWhereNothingIsToDo) {
  Apply("0001 0002 0003 0004");
  applied_.revisions[RevisionId("0099")].applied = true;
  EXPECT_EQ(Text(Up("heads")),
            "newer-database: warning: the target has 1 revision that this project does not "
            "have: 0099\n"
            "  next: use the version of the project that has them before the next change\n");
}

}  // namespace
}  // namespace housewright::plan
