// The Aspects example on ClickHouse 26.7: scripts that clickhouse-local runs, part after part up
// and down, and runs of the same parts leave the same schema and the same applied state.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "offline_sql/client.h"
#include "testing/temporary_directory.h"

namespace housewright::offline_sql {
namespace {

using examples::ShellResult;
using ::testing::HasSubstr;
using ::testing::Not;

class AspectsScript : public ::testing::Test {
 protected:
  AspectsScript() {
    example_.Set("CLICKHOUSE_ADMIN_PASSWORD", kPassword);
    for (const char* user : {"LRS", "VECTOR", "REPORT", "CMS"}) {
      example_.Set(fmt::format("ASPECTS_CLICKHOUSE_{}_PASSWORD", user), "secret");
    }
  }

  void SetUp() override {
    const std::string library = testing::EngineOptionsForTests().library;
    if (!std::filesystem::exists(library)) {
      GTEST_SKIP() << library << " is not there: scripts/install-engine";
    }
    for (const char* target : {"scripted", "run"}) {
      MustRun(
          fmt::format("printf '[targets.{0}]\\nurl = \"embedded:{0}\"\\nuser = "
                      "\"{{{{ CLICKHOUSE_ADMIN_USER }}}}\"\\npassword = "
                      "\"{{{{ CLICKHOUSE_ADMIN_PASSWORD }}}}\"\\n' >> housewright.toml",
                      target));
      MustRun(fmt::format("housewright bootstrap -q -t {}", target));
    }
    // Where the path is relative, clickhouse-local does not find the folder that an INSERT into a
    // table with fsync_part_directory writes.
    local_ =
        LocalCommand("$PWD/scripted", folder_.path(), {"ch_admin", kPassword}) + " < script.sql";
  }

  std::string MustRun(const std::string& script) {
    const ShellResult result = example_.Run(script);
    EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.output;
    return result.output;
  }
  std::string Schema(const std::string& target) {
    return MustRun(fmt::format("housewright schema -q -t {}", target));
  }
  // What `status` says of the applied state, edited files included.
  std::string Status(const std::string& target) {
    const std::string text =
        MustRun(fmt::format("housewright status -q --format json -t {}", target));
    auto status = nlohmann::json::parse(text, nullptr, false);
    EXPECT_TRUE(status.is_object()) << text;
    status.erase("target");
    status.erase("last_run");
    return status.dump(1);
  }
  void RunScript(const std::string& arguments) {
    MustRun(fmt::format("housewright {} --sql --with-secrets -q > script.sql", arguments));
    EXPECT_EQ(MustRun(local_), "");
  }

  static constexpr const char* kPassword = "a 'quoted' pass\\word";
  examples::Example example_{"aspects"};
  testing::TemporaryDirectory folder_;
  std::string local_;
};

TEST_F(AspectsScript, AndRunLeaveTheSameInEachPartUpAndDown) {
  struct Part {
    std::string script;
    std::string run;
  };
  const std::vector<Part> parts = {
      {"upgrade base:0031", "upgrade 0031"},
      {"upgrade 0031:heads", "upgrade heads"},
      {"downgrade heads:0026", "downgrade 0026"},
      {"upgrade heads --from-target -t scripted", "upgrade heads"},
      {"downgrade heads:base", "downgrade base"},
  };
  for (const Part& part : parts) {
    RunScript(part.script);
    MustRun(fmt::format("housewright {} -q -t run", part.run));
    EXPECT_EQ(Schema("scripted"), Schema("run")) << part.script;
    EXPECT_EQ(Status("scripted"), Status("run")) << part.script;
    if (HasFailure()) return;
  }
}

TEST_F(AspectsScript, RefusesToBeRunTwice) {
  RunScript("upgrade 0002");
  const std::string before = Status("scripted");
  EXPECT_THAT(MustRun(local_),
              HasSubstr("'this script begins at base, but in the journal 0001 is applied, 0002 is "
                        "applied; nothing was run'"));
  EXPECT_EQ(Status("scripted"), before);
}

TEST_F(AspectsScript, WithPlaceholdersRunsNothing) {
  MustRun("housewright upgrade --sql -q > script.sql");
  EXPECT_THAT(
      MustRun(local_),
      HasSubstr(
          "'the secret CLICKHOUSE_ADMIN_PASSWORD still is a placeholder in this script; nothing "
          "was run'"));
  EXPECT_THAT(Schema("scripted"), Not(HasSubstr("CREATE TABLE")));
  MustRun(
      R"(sed -i "s/\[secret:CLICKHOUSE_ADMIN_PASSWORD\]/a \\\\'quoted\\\\' pass\\\\\\\\word/g" script.sql)");
  EXPECT_EQ(MustRun(local_), "");
  EXPECT_EQ(MustRun("housewright upgrade -q -t scripted"),
            "nothing to do: all 28 revisions are applied\n");
}

TEST_F(AspectsScript, LetsDictionariesLogInByANamedCollection) {
  std::ofstream(folder_ / "config.xml") << fmt::format(
      "<clickhouse><users_config>{}</users_config><named_collections><dictionaries><user>ch_admin"
      "</user><password>{}</password></dictionaries></named_collections></clickhouse>",
      folder_ / "users.xml", kPassword);
  example_.Set("CLICKHOUSE_ADMIN_PASSWORD", "another one");
  MustRun(
      "housewright upgrade base:0010 --sql --with-secrets -q "
      "-x ASPECTS_DICTIONARY_COLLECTION=dictionaries > script.sql\n"
      "! grep -q 'another one' script.sql\n"
      "cat >> script.sql <<'SQL'\n"
      "INSERT INTO event_sink.course_overviews (course_key, display_name) VALUES ('k', 'A "
      "course');\n"
      "SYSTEM RELOAD DICTIONARY event_sink.course_names_dict;\n"
      "SELECT course_key, course_name FROM event_sink.course_names INTO OUTFILE 'answer.tsv';\n"
      "SQL");
  EXPECT_EQ(MustRun(local_), "");
  EXPECT_EQ(MustRun("cat answer.tsv"), "k\tA course\n");
}

}  // namespace
}  // namespace housewright::offline_sql
