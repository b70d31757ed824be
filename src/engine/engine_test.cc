#include "engine/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/text.h"
#include "testing/temporary_directory.h"

namespace housewright::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string LibraryForTests() {
  const char* given = std::getenv("HOUSEWRIGHT_ENGINE_LIBRARY");
  if (given != nullptr) return given;
  return HOUSEWRIGHT_SOURCE_DIR "/.engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";
}

EngineOptions OptionsForTests() {
  EngineOptions options;
  options.launcher = HOUSEWRIGHT_ENGINE_LAUNCHER;
  options.library = LibraryForTests();
  return options;
}

std::string Ask(const db::Endpoint& endpoint, std::string_view sql) {
  auto session = db::OpenHttpSession(endpoint);
  if (!session) return session.error().message();
  const auto answer = (*session)->Query(sql);
  return answer ? std::string(Trim(*answer)) : "error: " + answer.error().message();
}

std::size_t CountEngineFolders(const std::string& folder) {
  const std::filesystem::directory_iterator entries(folder);
  return static_cast<std::size_t>(
      std::count_if(begin(entries), end(entries), [](const auto& entry) {
        return entry.path().filename().string().starts_with("housewright-engine-");
      }));
}

// Every test gets a temporary folder of its own for what the engines leave, and the orphans of the
// processes that it kills.
class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::access(LibraryForTests().c_str(), R_OK) != 0) {
      GTEST_SKIP() << "no engine library at " << LibraryForTests()
                   << "; scripts/install-engine brings it";
    }
    ::setenv("TMPDIR", temporary_.path().c_str(), 1);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  }
  void TearDown() override { ::unsetenv("TMPDIR"); }

  static bool AllChildrenEndWithin(std::chrono::seconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
      const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
      if (ended < 0 && errno == ECHILD) return true;
      if (ended == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  testing::TemporaryDirectory temporary_;
};

TEST_F(EngineTest, AnswersAsClickHouse26) {
  const auto start = std::chrono::steady_clock::now();
  auto engine = StartEngine(OptionsForTests());
  ASSERT_TRUE(engine) << engine.error().ToString();
  EXPECT_EQ(Ask((*engine)->endpoint(), "SELECT 1"), "1");
  const auto ready = std::chrono::steady_clock::now() - start;
  std::cout << "start to first answer: "
            << std::chrono::duration_cast<std::chrono::milliseconds>(ready).count() << " ms\n";

  EXPECT_THAT(Ask((*engine)->endpoint(), "SELECT version()"), StartsWith("26.7."));
  EXPECT_EQ((*engine)->endpoint().host, "127.0.0.1");
  EXPECT_EQ(::kill((*engine)->process_id(), 0), 0);
}

TEST_F(EngineTest, RefusesAnybodyWithoutThePasswordOfThisStart) {
  auto engine = StartEngine(OptionsForTests());
  ASSERT_TRUE(engine) << engine.error().ToString();

  db::Endpoint stranger = (*engine)->endpoint();
  stranger.password = "guessed";
  EXPECT_THAT(Ask(stranger, "SELECT 1"), HasSubstr("Authentication failed"));
  stranger.user = "default";
  stranger.password = "";
  EXPECT_THAT(Ask(stranger, "SELECT 1"), HasSubstr("overflown session count"));
  EXPECT_EQ(Ask((*engine)->endpoint(), "SELECT 1"), "1");
}

TEST_F(EngineTest, HidesItsFilesFromOtherUsersAndWritesNoPasswordDown) {
  EngineOptions options = OptionsForTests();
  options.extra_users = {{"ch_admin", "a secret of the project"}};
  auto engine = StartEngine(options);
  ASSERT_TRUE(engine) << engine.error().ToString();

  for (const auto& entry : std::filesystem::directory_iterator(temporary_.path())) {
    struct stat state{};
    ASSERT_EQ(::stat(entry.path().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, 0700u) << entry.path();
    for (const char* name : {"users.xml", "config.xml"}) {
      std::ifstream file(entry.path() / name);
      const std::string text(std::istreambuf_iterator<char>(file), {});
      EXPECT_THAT(text, StartsWith("<clickhouse>"));
      EXPECT_THAT(text, ::testing::Not(HasSubstr("a secret of the project")));
      EXPECT_THAT(text, ::testing::Not(HasSubstr((*engine)->endpoint().password)));
    }
  }
}

TEST_F(EngineTest, MakesRoomForAUserOfItsOwnName) {
  EngineOptions options = OptionsForTests();
  options.extra_users = {{"housewright", "the project's"}};
  auto engine = StartEngine(options);
  ASSERT_TRUE(engine) << engine.error().ToString();
  db::Endpoint project = (*engine)->endpoint();
  EXPECT_NE(project.user, "housewright");
  EXPECT_EQ(Ask(project, "SELECT 1"), "1");
  project.user = "housewright";
  project.password = "the project's";
  EXPECT_EQ(Ask(project, "SELECT 1"), "1");
}

TEST_F(EngineTest, LetsDictionariesLogInAsAnExtraUser) {
  EngineOptions options = OptionsForTests();
  options.extra_users = {{"ch_admin", "it's <secret> & \"more\""}};
  auto engine = StartEngine(options);
  ASSERT_TRUE(engine) << engine.error().ToString();
  const db::Endpoint& endpoint = (*engine)->endpoint();

  EXPECT_EQ(Ask(endpoint, "CREATE DATABASE d"), "");
  EXPECT_EQ(Ask(endpoint, "CREATE TABLE d.names (id UInt64, name String) ORDER BY id"), "");
  EXPECT_EQ(Ask(endpoint, "INSERT INTO d.names VALUES (1, 'one')"), "");
  EXPECT_EQ(Ask(endpoint,
                "CREATE DICTIONARY d.name_of (id UInt64, name String) PRIMARY KEY id "
                "SOURCE(CLICKHOUSE(USER 'ch_admin' PASSWORD 'it\\'s <secret> & \"more\"' DB 'd' "
                "TABLE 'names')) LAYOUT(FLAT()) LIFETIME(300)"),
            "");
  EXPECT_EQ(Ask(endpoint, "SELECT dictGet('d.name_of', 'name', 1)"), "one");
  EXPECT_EQ(Ask(endpoint,
                "CREATE DICTIONARY d.wrong (id UInt64, name String) PRIMARY KEY id "
                "SOURCE(CLICKHOUSE(USER 'ch_admin' PASSWORD 'wrong' DB 'd' TABLE 'names')) "
                "LAYOUT(FLAT()) LIFETIME(300)"),
            "");
  EXPECT_THAT(Ask(endpoint, "SELECT dictGet('d.wrong', 'name', 1)"),
              HasSubstr("ch_admin: Authentication failed"));
}

TEST_F(EngineTest, HasAQueryLogNamedCollectionsAndAnEmptyDefaultDatabase) {
  auto engine = StartEngine(OptionsForTests());
  ASSERT_TRUE(engine) << engine.error().ToString();
  const db::Endpoint& endpoint = (*engine)->endpoint();
  EXPECT_EQ(Ask(endpoint, "SHOW TABLES FROM default"), "");
  EXPECT_EQ(Ask(endpoint, "CREATE NAMED COLLECTION source AS host = 'localhost'"), "");
  // The server answers before it has written down that the query is finished.
  std::string logged;
  for (int i = 0; i < 100 && logged != "1"; ++i) {
    EXPECT_EQ(Ask(endpoint, "SYSTEM FLUSH LOGS"), "");
    logged = Ask(endpoint,
                 "SELECT count() FROM system.query_log WHERE type = 'QueryFinish' AND "
                 "query LIKE 'CREATE NAMED COLLECTION%'");
  }
  EXPECT_EQ(logged, "1");
}

TEST_F(EngineTest, LeavesNothingBehindWhenItsDataIsTemporary) {
  auto engine = StartEngine(OptionsForTests());
  ASSERT_TRUE(engine) << engine.error().ToString();
  EXPECT_EQ(CountEngineFolders(temporary_.path()), 1u);
  engine->reset();
  EXPECT_EQ(CountEngineFolders(temporary_.path()), 0u);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(EngineTest, KeepsItsDataAcrossStarts) {
  testing::TemporaryDirectory kept;
  EngineOptions options = OptionsForTests();
  options.data_path = kept / "new/folder";
  {
    auto engine = StartEngine(options);
    ASSERT_TRUE(engine) << engine.error().ToString();
    EXPECT_EQ(Ask((*engine)->endpoint(), "CREATE DATABASE d"), "");
    EXPECT_EQ(Ask((*engine)->endpoint(), "CREATE TABLE d.t (n UInt8) ORDER BY n"), "");
    EXPECT_EQ(Ask((*engine)->endpoint(), "INSERT INTO d.t VALUES (7)"), "");
  }
  EXPECT_EQ(CountEngineFolders(temporary_.path()), 0u);
  auto engine = StartEngine(options);
  ASSERT_TRUE(engine) << engine.error().ToString();
  EXPECT_EQ(Ask((*engine)->endpoint(), "SELECT n FROM d.t"), "7");
  EXPECT_TRUE(std::filesystem::exists(options.data_path + "/engine.log"));
}

TEST_F(EngineTest, RefusesADataPathThatAnotherEngineUses) {
  testing::TemporaryDirectory kept;
  EngineOptions options = OptionsForTests();
  options.data_path = kept / "data";
  auto first = StartEngine(options);
  ASSERT_TRUE(first) << first.error().ToString();
  const auto second = StartEngine(options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(second.error().message(), options.data_path + " is in use by another engine, process " +
                                          std::to_string((*first)->process_id()));
}

TEST_F(EngineTest, EndsWhenItsParentIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    auto engine = StartEngine(OptionsForTests());
    const int id = engine ? (*engine)->process_id() : 0;
    [[maybe_unused]] const ssize_t written = ::write(ready[1], &id, sizeof id);
    while (true) ::pause();
  }
  int engine_id = 0;
  ASSERT_EQ(::read(ready[0], &engine_id, sizeof engine_id), static_cast<ssize_t>(sizeof engine_id));
  ASSERT_GT(engine_id, 0);
  ASSERT_EQ(::kill(engine_id, 0), 0);

  ::kill(parent, SIGKILL);
  EXPECT_TRUE(AllChildrenEndWithin(std::chrono::seconds(10)));
  EXPECT_EQ(CountEngineFolders(temporary_.path()), 0u);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(EngineTest, EndsWhenItsParentIsKilledDuringTheStart) {
  for (const int milliseconds : {5, 30, 60, 120}) {
    const pid_t parent = ::fork();
    if (parent == 0) {
      [[maybe_unused]] const auto engine = StartEngine(OptionsForTests());
      while (true) ::pause();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(parent, SIGKILL);
    EXPECT_TRUE(AllChildrenEndWithin(std::chrono::seconds(15))) << "killed at " << milliseconds;
  }
}

TEST_F(EngineTest, SaysWhyALibraryCannotBeUsed) {
  EngineOptions options = OptionsForTests();
  options.library = temporary_ / "none.so";
  const auto missing = StartEngine(options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().ToString(), "error: cannot read the engine library " + options.library +
                                            ": No such file or directory\n"
                                            "  next: run scripts/install-engine");

  options.library = temporary_ / "text.so";
  std::ofstream(options.library) << "not a library";
  const auto text = StartEngine(options);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(text.error().message(),
            "cannot load the engine library: " + options.library + ": file too short");

  options.library = "/lib/x86_64-linux-gnu/libm.so.6";
  const auto other = StartEngine(options);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message(),
            "/lib/x86_64-linux-gnu/libm.so.6 is no libchdb: it has no chdb_query_cmdline");
}

TEST_F(EngineTest, SaysThatTheLauncherIsMissing) {
  EngineOptions options = OptionsForTests();
  options.launcher = temporary_ / "none";
  const auto engine = StartEngine(options);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(engine.error().message(),
            "cannot run the engine's launcher " + options.launcher + ": No such file or directory");
}

TEST_F(EngineTest, ShowsTheEngineLogWhenTheDataCannotBeRead) {
  testing::TemporaryDirectory kept;
  EngineOptions options = OptionsForTests();
  options.data_path = kept / "data";
  std::filesystem::create_directories(options.data_path + "/metadata");
  std::ofstream(options.data_path + "/metadata/broken.sql") << "ATTACH NONSENSE";
  const auto engine = StartEngine(options);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code(), ErrorCode::kInternal);
  EXPECT_THAT(engine.error().message(),
              StartsWith("the embedded engine ended while it started (exit code 1):\n"));
  EXPECT_THAT(engine.error().message(), HasSubstr("Syntax error"));
}

}  // namespace
}  // namespace housewright::engine
