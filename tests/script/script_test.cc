// Runs every *.script of this folder against every real server. The first line says on which: `#
// servers: new old` (each URL of HOUSEWRIGHT_TEST_SERVERS counts as new). HOUSEWRIGHT_UPDATE=1
// rewrites the expectations that do not hold with what was printed by the first server.

#include "script/script.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "support/keeper.h"
#include "support/native_client.h"
#include "support/real_server.h"
#include "testing/scripted_server.h"
#include "testing/temporary_directory.h"

namespace housewright::script {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string script;
  std::string server;

  friend void PrintTo(const Case& one, std::ostream* out) {
    *out << one.script << " on " << one.server;
  }
};

// Two servers of 26.7 that share a Keeper: $URL and $OTHER_URL.
constexpr char kKeeper[] = "keeper";

Result<std::array<testing::RealServer*, 2>> ServersOf(const std::string& name) {
  std::array<testing::RealServer*, 2> servers{};
  if (name == kKeeper) {
    ASSIGN_OR_RETURN(const testing::KeeperPair* const pair, testing::KeeperPair::Shared());
    servers = {pair->servers[0].get(), pair->servers[1].get()};
  } else {
    ASSIGN_OR_RETURN(servers[0], testing::RealServer::Shared(name));
    servers[1] = servers[0];
  }
  return servers;
}

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  std::vector<fs::path> scripts;
  for (const auto& entry : fs::directory_iterator(HOUSEWRIGHT_SCRIPTS)) {
    if (entry.path().extension() == ".script") scripts.push_back(entry.path());
  }
  std::ranges::sort(scripts);
  for (const fs::path& script : scripts) {
    const std::string text = TextOf(script);
    const std::string first = text.substr(0, text.find('\n'));
    for (const std::string& server : testing::ServerNames()) {
      const std::string kind = server == "old" ? " old" : " new";
      if (first.find(kind) != std::string::npos) cases.push_back({script.stem(), server});
    }
    if (first.find(" keeper") != std::string::npos) cases.push_back({script.stem(), kKeeper});
  }
  return cases;
}

// What a web server answers that is no ClickHouse.
std::unique_ptr<testing::ScriptedServer> StartHtmlServer() {
  return std::make_unique<testing::ScriptedServer>([](testing::ScriptedConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 35\r\n\r\n"
          "<html><body>It works!</body></html>");
    }
  });
}

// Takes the request and says nothing: `closes` ends the connection, otherwise it stays open.
std::unique_ptr<testing::ScriptedServer> StartMuteServer(bool closes) {
  return std::make_unique<testing::ScriptedServer>(
      [closes](testing::ScriptedConnection& connection) {
        connection.ReadRequest();
        if (!closes) connection.HoldUntilClientCloses();
      });
}

class Script : public ::testing::TestWithParam<Case> {};

TEST_P(Script, PrintsWhatItShould) {
  const fs::path path = fs::path(HOUSEWRIGHT_SCRIPTS) / (GetParam().script + ".script");
  auto steps = ParseScript(TextOf(path));
  ASSERT_TRUE(steps.has_value()) << steps.error().ToString();
  // Shared by all scripts: each has databases of its own.
  const auto servers = ServersOf(GetParam().server);
  if (!servers && servers.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << servers.error().ToString();
  }
  ASSERT_TRUE(servers.has_value()) << servers.error().ToString();
  const db::Endpoint& endpoint = servers->front()->endpoint();
  const db::Endpoint& other = servers->back()->endpoint();
  const auto session = db::OpenHttpSession(endpoint);
  ASSERT_TRUE(session.has_value());
  const auto html_server = StartHtmlServer();
  const auto closing_server = StartMuteServer(true);
  const auto silent_server = StartMuteServer(false);
  const testing::TemporaryDirectory directory;
  const std::string folder = directory / "work";
  fs::create_directory(folder);
  const std::string html_url = fmt::format("http://127.0.0.1:{}", html_server->port());
  const std::string closing_url = fmt::format("http://127.0.0.1:{}", closing_server->port());
  const std::string silent_url = fmt::format("http://127.0.0.1:{}", silent_server->port());
  const std::string tls_url = ReplaceAll(endpoint.Display(), "http://", "https://");
  const std::string unused_url = fmt::format("http://127.0.0.1:{}", testing::UnusedPort());
  const std::string program_folder = fs::path(HOUSEWRIGHT_PROGRAM).parent_path();
  const auto client = testing::NativeClientCommand(*servers->front());
  const Environment environment{
      .folder = folder,
      .set = {{"PATH", fmt::format("{}:{}/bin:{}", program_folder, HOUSEWRIGHT_SCRIPTS,
                                   std::getenv("PATH"))},
              {"URL", endpoint.Display()},
              {"CLIENT", client.value_or("false")},
              {"TLS_URL", tls_url},
              {"HTML_URL", html_url},
              {"CLOSING_URL", closing_url},
              {"SILENT_URL", silent_url},
              {"NOBODY", unused_url},
              {"HOUSEWRIGHT_USER", endpoint.user},
              {"HOUSEWRIGHT_PASSWORD", endpoint.password},
              {"OTHER_URL", other.Display()},
              {"OTHER_PASSWORD", other.password}},
      .hide = {{endpoint.Display(), "URL"},
               {other.Display(), "OTHER_URL"},
               {tls_url, "TLS_URL"},
               {html_url, "HTML_URL"},
               {closing_url, "CLOSING_URL"},
               {silent_url, "SILENT_URL"},
               {unused_url, "NOBODY"},
               {folder, "FOLDER"}}};
  const bool update = std::getenv("HOUSEWRIGHT_UPDATE") != nullptr;
  bool changed = false;
  for (Step& step : *steps) {
    if (step.kind == Step::Kind::kSql) {
      const auto answer = (*session)->Query(step.text);
      ASSERT_TRUE(answer.has_value()) << step.text << "\n" << answer.error().ToString();
    } else if (step.kind == Step::Kind::kFile) {
      fs::create_directories((fs::path(folder) / step.text).parent_path());
      std::ofstream file(fs::path(folder) / step.text);
      for (const std::string& line : step.content) file << line << '\n';
    } else if (step.kind == Step::Kind::kCommand) {
      const std::vector<std::string> printed = RunCommand(step.text, environment);
      if (Matches(step.expected, printed)) continue;
      if (update) {
        step.expected = printed;
        changed = true;
        continue;
      }
      EXPECT_EQ(Join(step.expected, "\n"), Join(printed, "\n")) << "$ " << step.text;
    }
  }
  if (changed) std::ofstream(path) << RenderScript(*steps);
}

INSTANTIATE_TEST_SUITE_P(All, Script, ::testing::ValuesIn(Cases()),
                         [](const ::testing::TestParamInfo<Case>& one) {
                           return testing::ServerTestNamer::Clean(one.param.script + "_" +
                                                                  one.param.server);
                         });

TEST(ScriptPattern, LetsAnyTextStandForItsGap) {
  EXPECT_TRUE(Matches("> a [...] c", "> a b b c"));
  EXPECT_TRUE(Matches("> [...]", "> "));
  EXPECT_FALSE(Matches("> a [...] c", "> a b"));
  EXPECT_FALSE(Matches("> a", "> ab"));
}

}  // namespace
}  // namespace housewright::script
