#include "plan/reconcile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/repeatable.h"

namespace housewright::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

project::RenderedStatement Statement(const std::string& sql) {
  project::RenderedStatement statement;
  statement.sql.text = sql;
  statement.file = "bootstrap/0002_users.sql";
  statement.position = {.offset = 0, .line = 7, .column = 1};
  statement.facts = sql::Describe(sql);
  return statement;
}

// As PlanBootstrap makes it of a file with these statements.
Plan PlanOf(const std::vector<std::string>& statements) {
  Plan plan;
  PlannedStep& step = plan.steps.emplace_back();
  step.kind = StepKind::kBootstrap;
  for (const std::string& sql : statements) {
    for (auto& [one, origin] : MakeRepeatable(Statement(sql))) {
      PlannedStatement& planned = step.statements.emplace_back();
      planned.index = static_cast<std::uint32_t>(step.statements.size());
      planned.statement = std::move(one);
      planned.statement.facts = sql::Describe(planned.statement.sql.text);
      planned.origin = origin;
    }
  }
  return plan;
}

// Each statement that would be sent as it is, each other with its reason in front.
std::vector<std::string> Lines(const Plan& plan) {
  std::vector<std::string> lines;
  for (const PlannedStep& step : plan.steps) {
    for (const PlannedStatement& planned : step.statements) {
      const std::string& sql = planned.statement.sql.text;
      lines.push_back(planned.left_out ? *planned.left_out + ": " + sql : sql);
    }
  }
  return lines;
}

std::vector<sql::GrantedRight> Rights(const std::string& grant) {
  const auto parsed = sql::ParseGrant(grant);
  return parsed ? parsed->rights : std::vector<sql::GrantedRight>{};
}

// What a first run leaves that found nothing there.
AccessHistory HistoryBehind(const std::vector<std::string>& statements) {
  Plan plan = PlanOf(statements);
  Reconcile(plan, {}, {}, false);
  AccessHistory history;
  for (const PlannedStatement& planned : plan.steps.front().statements) {
    if (planned.access) history.Add("run1", *planned.access);
  }
  return history;
}

const std::string kUser = "CREATE USER u IDENTIFIED BY 'old'";
const std::string kCreate = "CREATE USER IF NOT EXISTS u IDENTIFIED BY 'old'";
const std::string kAlter = "ALTER USER u IDENTIFIED BY 'old'";

TEST(Reconcile, SendsEverythingToAServerOfWhichNothingIsKnown) {
  Plan plan = PlanOf({kUser, "GRANT SELECT ON d.* TO u"});
  Reconcile(plan, {}, {}, false);
  EXPECT_THAT(Lines(plan), ElementsAre(kCreate, kAlter, "GRANT SELECT ON d.* TO u"));
}

TEST(Reconcile, SendsNoAlterBehindACreateThatMakesTheUser) {
  SeenAccess seen;
  seen.objects["user u"] = Presence::kNotThere;
  Plan plan = PlanOf({kUser});
  Reconcile(plan, {}, seen, false);
  EXPECT_THAT(Lines(plan), ElementsAre(kCreate, "already so: " + kAlter));
  const std::optional<AccessRecord>& record = plan.steps[0].statements[0].access;
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->creates);
  EXPECT_THAT(record->objects, ElementsAre("user u"));
}

TEST(Reconcile, SendsNothingWhereTheSamePasswordLogsIn) {
  SeenAccess seen;
  seen.objects["user u"] = Presence::kThere;
  seen.passwords.insert({"u", "old"});
  seen.grants["u"].granted = Rights("GRANT SELECT ON d.* TO u");
  const std::vector<std::string> files = {kUser, "GRANT SELECT ON d.t TO u"};
  Plan plan = PlanOf(files);
  Reconcile(plan, HistoryBehind(files), seen, false);
  EXPECT_THAT(Lines(plan), ElementsAre("already there: " + kCreate, "already so: " + kAlter,
                                       "already there: GRANT SELECT ON d.t TO u"));
}

TEST(Reconcile, AltersAUserWhosePasswordDoesNotLogIn) {
  SeenAccess seen;
  seen.objects["user u"] = Presence::kThere;
  Plan plan = PlanOf({kUser});
  Reconcile(plan, HistoryBehind({kUser}), seen, false);
  EXPECT_THAT(Lines(plan), ElementsAre("already there: " + kCreate, kAlter));
}

TEST(Reconcile, AltersAUserThatNoRunOfOursHasMade) {
  SeenAccess seen;
  seen.objects["user u"] = Presence::kThere;
  seen.passwords.insert({"u", "old"});
  Plan plan = PlanOf({kUser});
  Reconcile(plan, {}, seen, false);
  EXPECT_THAT(Lines(plan), ElementsAre("already there: " + kCreate, kAlter));
  EXPECT_FALSE(plan.steps[0].statements[1].access->creates);
}

TEST(Reconcile, GrantsAgainBehindWhatTakesGrants) {
  SeenAccess seen;
  seen.objects["user u"] = Presence::kThere;
  seen.grants["u"].granted = Rights("GRANT SELECT ON d.* TO u");
  Plan plan = PlanOf({"CREATE USER OR REPLACE u", "GRANT SELECT ON d.* TO u"});
  Reconcile(plan, {}, seen, false);
  EXPECT_THAT(Lines(plan), ElementsAre("CREATE USER OR REPLACE u", "GRANT SELECT ON d.* TO u"));
}

TEST(Reconcile, RemembersOnlyGrantsThatWereNotThere) {
  SeenAccess seen;
  seen.grants["u"].granted = Rights("GRANT SELECT ON d.* TO u");
  Plan plan = PlanOf({"GRANT SELECT, INSERT ON d.* TO u"});
  Reconcile(plan, {}, seen, false);
  EXPECT_EQ(plan.steps[0].statements[0].access->grants, Rights("GRANT INSERT ON d.* TO u"));
}

TEST(Reconcile, NamesWhatWasWithdrawnAndRevokesItWhereAsked) {
  const AccessHistory history = HistoryBehind({"GRANT SELECT, INSERT ON d.* TO u"});
  SeenAccess seen;
  seen.grants["u"].granted = Rights("GRANT SELECT, INSERT ON d.* TO u");
  for (const bool revokes : {false, true}) {
    Plan plan = PlanOf({"GRANT SELECT ON d.* TO u"});
    Reconcile(plan, history, seen, revokes);
    ASSERT_EQ(plan.withdrawn.size(), 1u);
    EXPECT_EQ(plan.withdrawn[0].ToString(), "INSERT ON d.* TO u");
    EXPECT_EQ(plan.withdrawn[0].is_revoked, revokes);
    if (revokes) {
      EXPECT_THAT(Lines(plan),
                  ElementsAre("REVOKE INSERT ON d.* FROM u", "GRANT SELECT ON d.* TO u"));
    } else {
      EXPECT_THAT(Lines(plan), ElementsAre("already there: GRANT SELECT ON d.* TO u"));
    }
  }
}

TEST(Reconcile, RevokesNothingThatSomebodyElseGranted) {
  SeenAccess seen;
  seen.grants["u"].granted = Rights("GRANT SELECT, INSERT ON d.* TO u");
  Plan plan = PlanOf({"GRANT SELECT ON d.* TO u"});
  Reconcile(plan, {}, seen, true);
  EXPECT_THAT(plan.withdrawn, IsEmpty());
  EXPECT_THAT(Lines(plan), ElementsAre("already there: GRANT SELECT ON d.* TO u"));
}

TEST(Reconcile, DropsOnlyWhatIsThere) {
  for (const auto presence : {Presence::kUnknown, Presence::kThere, Presence::kNotThere}) {
    SeenAccess seen;
    seen.objects["role r"] = presence;
    Plan plan = PlanOf({"DROP ROLE IF EXISTS r"});
    Reconcile(plan, {}, seen, false);
    const std::string sql = "DROP ROLE IF EXISTS r";
    EXPECT_THAT(Lines(plan),
                ElementsAre(presence == Presence::kNotThere ? "already so: " + sql : sql));
  }
}

TEST(Reconcile, SaysWhichGrantItCannotKeep) {
  Plan plan = PlanOf({"GRANT SELECT ON d.* TO CURRENT_USER"});
  Reconcile(plan, {}, {}, true);
  EXPECT_THAT(Lines(plan), ElementsAre("GRANT SELECT ON d.* TO CURRENT_USER"));
  ASSERT_EQ(plan.warnings.size(), 1u);
  EXPECT_EQ(plan.warnings[0].rule, "grant-not-kept");
}

}  // namespace
}  // namespace housewright::plan
