// examples/aspects: its README's commands, and the proof that going down any revision and up again
// restores schema and rows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>
#include <memory>

#include "examples/example.h"
#include "examples/snapshot.h"
#include "support/real_server.h"

namespace housewright::examples {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Step {
  std::string id;
  std::string service;
};

constexpr std::array<std::string_view, 3> kServices = {"xapi", "event_sink", "vector"};

// By id: the order in which they were written and are applied here.
std::vector<Step> Steps(const std::string& root) {
  std::map<std::string, std::string> services;
  for (const std::string_view service : kServices) {
    for (const auto& file :
         std::filesystem::directory_iterator(root + "/services/" + std::string(service))) {
      services[file.path().filename().string().substr(0, 4)] = service;
    }
  }
  std::vector<Step> steps;
  for (const auto& [id, service] : services) steps.push_back({id, service});
  return steps;
}

class AspectsExample : public ::testing::Test {
 protected:
  // Everything a run needs, on a server of its own.
  void UseOwnServer() {
    auto server = testing::RealServer::StartNew();
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
    example_.UseServer(server_->endpoint());
    example_.Set("HOUSEWRIGHT_VAR_ADMIN_USER", server_->endpoint().user);
    example_.Set("HOUSEWRIGHT_VAR_ADMIN_PASSWORD", server_->endpoint().password);
    for (const char* user : {"LRS", "VECTOR", "REPORT", "CMS"}) {
      example_.Set(std::string("ASPECTS_") + user + "_PASSWORD", kPassword);
    }
    auto session = db::OpenHttpSession(server_->endpoint());
    ASSERT_TRUE(session) << session.error().message();
    session_ = *std::move(session);
  }

  void MustRun(const std::string& script) {
    const ShellResult result = example_.Run(script);
    ASSERT_EQ(result.exit_code, 0) << script << "\n" << result.output;
    EXPECT_THAT(result.output, Not(HasSubstr(kPassword)));
  }

  void Upgrade(const Step& step) { MustRun("housewright upgrade " + step.id); }
  void Downgrade(const Step& step) { MustRun("housewright downgrade " + step.service + "@-1"); }
  void LoadDataOf(const Step& step) {
    MustRun("if compgen -G 'data/" + step.id + "_*.sql' >/dev/null; then data/load " + step.id +
            "; fi");
  }
  Snapshot Now() {
    // What dictionaries have cached must not hide what their sources hold now.
    Query(*session_, "SYSTEM RELOAD DICTIONARIES");
    return TakeSnapshot(*session_);
  }

  static constexpr const char* kPassword = "a 'quoted' pass\\word";
  Example example_{"aspects"};
  std::unique_ptr<testing::RealServer> server_;
  std::unique_ptr<db::Session> session_;
};

TEST_F(AspectsExample, ReadmeRunsOnTheEmbeddedEngine) {
  const ShellResult result = example_.Run(example_.ReadmeBlocks("sh"));
  ASSERT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("CREATE DICTIONARY event_sink.user_pii_dict"));
  EXPECT_THAT(result.output, HasSubstr("nothing to do"));
  EXPECT_THAT(result.output, HasSubstr("left out: 26 statements"));
  EXPECT_THAT(result.output, HasSubstr("keeps no users, roles or grants"));
}

TEST_F(AspectsExample, ReadmeRunsOnAServerAndEveryRowIsThere) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  const ShellResult result = example_.Run(example_.ReadmeBlocks("sh server"));
  ASSERT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("every row is there: 15 tables checked"));
}

TEST_F(AspectsExample, EachRevisionDownAndUpAgainRestoresSchemaAndRows) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap");
  const std::vector<Step> steps = Steps(std::string(HOUSEWRIGHT_SOURCE_DIR) + "/examples/aspects");
  ASSERT_EQ(steps.size(), 20U);

  std::vector<Snapshot> before;  // before[i]: what stood when steps[i] began
  for (const Step& step : steps) {
    before.push_back(Now());
    Upgrade(step);
    if (step.id != "0020") LoadDataOf(step);
    if (HasFatalFailure()) return;
  }
  const Snapshot newest = Now();

  for (std::size_t i = steps.size(); i-- > 0;) {
    Downgrade(steps[i]);
    if (HasFatalFailure()) return;
    EXPECT_EQ(Differences(before[i], Now()), "") << "after the downgrade of " << steps[i].id;
  }
  for (const Step& step : steps) {
    Upgrade(step);
    if (step.id != "0020") LoadDataOf(step);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(Differences(newest, Now()), "");
}

TEST_F(AspectsExample, RowsWrittenAtTheNewestSchemaSurviveTheWayDownAndUp) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun("housewright bootstrap");
  for (const char* id : {"0002", "0003", "0004", "0007"}) {
    MustRun(std::string("housewright upgrade ") + id + " && data/load " + id);
  }
  MustRun("housewright upgrade heads && data/load 0020");
  if (HasFatalFailure()) return;
  const Snapshot newest = Now();
  EXPECT_EQ(Query(*session_, "SELECT count() FROM xapi.xapi_events_all FINAL"), "4500\n");

  MustRun("housewright downgrade 0002 && housewright downgrade 0004 && housewright downgrade 0007");
  if (HasFatalFailure()) return;
  // 4,080 delivered rows and 500 events that came later; none of them twice.
  EXPECT_EQ(Query(*session_, "SELECT count(), uniqExact(event_id) FROM xapi.xapi_events_all"),
            "4580\t4500\n");
  EXPECT_EQ(Query(*session_, "SELECT count(), uniqExact(event_id) FROM openedx.xapi_events_all"),
            "3560\t3500\n");

  MustRun("housewright upgrade heads");
  EXPECT_EQ(Differences(newest, Now()), "");
}

TEST_F(AspectsExample, DictionariesAnswerWithRealNames) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  MustRun(
      "housewright deploy\n"
      "data/load 0007\n"
      "data/load 0003");
  if (HasFatalFailure()) return;
  Query(*session_, "SYSTEM RELOAD DICTIONARIES");
  EXPECT_EQ(Query(*session_,
                  "SELECT username, name, email FROM event_sink.user_pii "
                  "WHERE user_id = 4 GROUP BY ALL"),
            "learner4\tLearner 4 Renamed\tlearner4@example.com\n");
  EXPECT_EQ(Query(*session_,
                  "SELECT dictGet('event_sink.course_names_dict', ('course_name', "
                  "'org'), tuple('course-v1:edX.org+Course2+2026'))"),
            "('Course 2, edition 5','edX.org')\n");
}

}  // namespace
}  // namespace housewright::examples
