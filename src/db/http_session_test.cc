// What HttpSession makes of faults, against servers that a test scripts. What real servers do is
// tested in tests/integration/db_test.cc.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>
#include <thread>

#include "db/session.h"
#include "db/session_for_tests.h"
#include "testing/scripted_server.h"

namespace housewright::db {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScriptedConnection;
using testing::ScriptedServer;
using ::testing::StartsWith;

std::string Port(const ScriptedServer& server) { return std::to_string(server.port()); }

// What became of a statement, as "delivery code: message".
std::string Outcome(const QueryResult& result) {
  if (result) return "ok: " + result->body;
  const char* delivery = result.error().delivery == Delivery::kNotSent   ? "not sent"
                         : result.error().delivery == Delivery::kRefused ? "refused"
                                                                         : "unknown";
  return std::string(delivery) + ", " + std::string(ErrorCodeName(result.error().error.code())) +
         ": " + result.error().error.message();
}

std::string AnswerTo(std::string_view answer) {
  ScriptedServer server([answer](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write(answer);
  });
  const auto session = Open(EndpointOf(server.port()));
  std::string outcome = Outcome(session->Execute({.sql = "CREATE TABLE t"}));
  const std::size_t at = outcome.find(":" + Port(server));
  if (at != std::string::npos) outcome.replace(at, 1 + Port(server).size(), ":PORT");
  return outcome;
}

// A whole answer: status and headers without their last line end, then the body.
std::string Whole(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

TEST(HttpSessionAgainstScriptedServer, SendsTheStatementInTheBodyAndCredentialsInHeadersOnly) {
  std::string request;
  ScriptedServer server([&](ScriptedConnection& connection) {
    request = connection.ReadRequest();
    connection.Answer("1\n");
  });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.user = "bob";
  endpoint.password = "s3cret";
  const auto session = Open(endpoint);
  EXPECT_EQ(Outcome(session->Execute({.sql = "INSERT INTO t FORMAT TSV",
                                      .body = "1\n",
                                      .query_id = "hw-1",
                                      .settings = {{"max_threads", "2"}},
                                      .database = "d"})),
            "ok: 1\n");
  EXPECT_EQ(request,
            "POST /?max_threads=2&wait_end_of_query=1&database=d&query_id=hw-1 HTTP/1.1\r\n"
            "Host: 127.0.0.1:" +
                Port(server) +
                "\r\nUser-Agent: housewright\r\nAccept: */*\r\n"
                "Content-Type: text/plain; charset=UTF-8\r\n"
                "X-ClickHouse-User: bob\r\nX-ClickHouse-Key: s3cret\r\n"
                "Content-Length: 27\r\n\r\nINSERT INTO t FORMAT TSV\n1\n");
}

TEST(HttpSessionAgainstScriptedServer, CompressesALargeBody) {
  std::string request;
  ScriptedServer server([&](ScriptedConnection& connection) {
    request = connection.ReadRequest();
    connection.Answer("");
  });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.compression = true;
  const std::string data(1'000'000, 'x');
  EXPECT_EQ(Outcome(Open(endpoint)->Execute({.sql = "INSERT INTO t FORMAT TSV", .body = data})),
            "ok: ");
  EXPECT_THAT(request, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
  EXPECT_LT(request.size(), 20'000U);
}

TEST(HttpSessionAgainstScriptedServer, KeepsOneConnectionForManyStatements) {
  ScriptedServer server([](ScriptedConnection& connection) {
    for (int i = 1; !connection.ReadRequest().empty(); ++i) connection.Answer(std::to_string(i));
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: 1");
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 2"})), "ok: 2");
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 3"})), "ok: 3");
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpSessionAgainstScriptedServer, ReadsQueryIdTimezoneAndSummary) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer("",
                      "X-ClickHouse-Query-Id: q7\r\nX-ClickHouse-Timezone: Etc/UTC\r\n"
                      "X-ClickHouse-Summary: {\"written_rows\":\"5\"}\r\n");
  });
  const auto result = Open(EndpointOf(server.port()))->Execute({.sql = "INSERT"});
  ASSERT_TRUE(result.has_value()) << Outcome(result);
  EXPECT_EQ(result->query_id, "q7");
  EXPECT_EQ(result->server_timezone, "Etc/UTC");
  EXPECT_EQ(result->summary.written_rows, 5U);
}

TEST(HttpSessionAgainstScriptedServer, ReportsProgressBeforeTheAnswerIsThere) {
  std::stop_source reported;
  std::mutex mutex;
  std::condition_variable_any changed;
  bool seen = false;
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-ClickHouse-Progress: {\"read_rows\":\"7\"}\r\n");
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return seen; });
    connection.Write(
        "X-ClickHouse-Progress: {\"read_rows\":\"9\"}\r\n"
        "X-ClickHouse-Query-Id: q\r\nContent-Length: 0\r\n\r\n");
  });
  std::vector<std::uint64_t> rows;
  const std::thread::id this_thread = std::this_thread::get_id();
  const auto result = Open(EndpointOf(server.port()))
                          ->Execute({.sql = "INSERT", .on_progress = [&](const Progress& progress) {
                                       EXPECT_EQ(std::this_thread::get_id(), this_thread);
                                       rows.push_back(progress.read_rows);
                                       const std::lock_guard lock(mutex);
                                       seen = true;
                                       changed.notify_all();
                                     }});
  EXPECT_EQ(Outcome(result), "ok: ");
  EXPECT_THAT(rows, ElementsAre(7U, 9U));
}

TEST(HttpSessionAgainstScriptedServer, TellsAnExceptionFromSuccessWhateverTheStatus) {
  EXPECT_EQ(AnswerTo(Whole("404 Not Found\r\nX-ClickHouse-Exception-Code: 60",
                           "Code: 60. DB::Exception: Table x.y does not exist. (UNKNOWN_TABLE) "
                           "(version 26.7.2.1)")),
            "refused, server: code 60 UNKNOWN_TABLE: Table x.y does not exist");
  EXPECT_EQ(AnswerTo(Whole("500 Internal Server Error",
                           "Code: 57, e.displayText() = DB::Exception: x, e.what() = "
                           "DB::Exception\n")),
            "refused, server: code 57 TABLE_ALREADY_EXISTS: x");
  EXPECT_EQ(AnswerTo(Whole("200 OK\r\nX-ClickHouse-Server-Display-Name: old",
                           "1\nCode: 57, e.displayText() = DB::Exception: x, e.what() = "
                           "DB::Exception\n")),
            "refused, server: code 57 TABLE_ALREADY_EXISTS: x");
}

TEST(HttpSessionAgainstScriptedServer, TakesADuplicatedExceptionHeaderForOneException) {
  EXPECT_EQ(AnswerTo(Whole("200 OK\r\nX-ClickHouse-Exception-Code: 57\r\n"
                           "X-ClickHouse-Exception-Code: 57",
                           "Code: 57. DB::Exception: t exists. (TABLE_ALREADY_EXISTS)")),
            "refused, server: code 57 TABLE_ALREADY_EXISTS: t exists");
}

TEST(HttpSessionAgainstScriptedServer, TellsAWrongPasswordFromOtherRefusals) {
  EXPECT_EQ(AnswerTo(Whole("401 Unauthorized",
                           "Code: 193, e.displayText() = DB::Exception: Wrong password, e.what() = "
                           "DB::Exception\n")),
            "refused, authentication: code 193 WRONG_PASSWORD: Wrong password");
  EXPECT_EQ(AnswerTo(Whole("500 Internal Server Error",
                           "Code: 192. DB::Exception: No user bob. (UNKNOWN_USER)")),
            "refused, server: code 192 UNKNOWN_USER: No user bob");
}

TEST(HttpSessionAgainstScriptedServer, ReportsAnExceptionThatATornAnswerHolds) {
  const std::string chunk =
      "1\n\r\n__exception__\r\nabc\r\nCode: 241. DB::Exception: Too much. "
      "(MEMORY_LIMIT_EXCEEDED)\n";
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\r\nX-ClickHouse-Exception-Tag: abc\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n" +
                     fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk)),
            "refused, server: code 241 MEMORY_LIMIT_EXCEEDED: Too much");
}

TEST(HttpSessionAgainstScriptedServer, DoesNotBelieveAProxysPage) {
  EXPECT_EQ(
      AnswerTo("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 43\r\n\r\n"
               "<html><head><title>502 Bad Gateway</title>\n"),
      "unknown, protocol: http://127.0.0.1:PORT answered with HTTP 502, and not as ClickHouse "
      "does: <html><head><title>502 Bad Gateway</title>");
  EXPECT_EQ(
      AnswerTo("HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 6\r\n\r\nhello\n"),
      "unknown, protocol: http://127.0.0.1:PORT answered with HTTP 200, and not as ClickHouse "
      "does: hello");
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            "unknown, protocol: http://127.0.0.1:PORT answered with HTTP 200 and no text");
}

TEST(HttpSessionAgainstScriptedServer, GivesAdviceAboutAProxysTimeout) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 504 Gateway Time-out\r\nContent-Length: 0\r\n\r\n");
  });
  const auto result = Open(EndpointOf(server.port()))->Execute({.sql = "OPTIMIZE TABLE t"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().error.advice(),
            "a proxy in between gave up, and the server may still work on the statement: raise the "
            "proxy's timeout, or connect to the server itself");
}

TEST(HttpSessionAgainstScriptedServer, FollowsNoRedirect) {
  EXPECT_EQ(AnswerTo("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://elsewhere/\r\n"
                     "Content-Length: 0\r\n\r\n"),
            "unknown, protocol: http://127.0.0.1:PORT answered with HTTP 307 and sends on to "
            "https://elsewhere/");
}

TEST(HttpSessionAgainstScriptedServer, DoesNotKnowTheOutcomeWithoutAnAnswer) {
  EXPECT_EQ(AnswerTo(""),
            "unknown, protocol: the connection to http://127.0.0.1:PORT ended before an answer "
            "came: closed by the server");
}

TEST(HttpSessionAgainstScriptedServer, DoesNotKnowTheOutcomeOfATornAnswer) {
  EXPECT_THAT(AnswerTo("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
              StartsWith("unknown, protocol: the answer of http://127.0.0.1:PORT is torn off after "
                         "HTTP 200 and 5 bytes: "));
  EXPECT_THAT(AnswerTo("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\nContent-Length: 10\r\n\r\n"
                       "hello"),
              StartsWith("unknown, protocol: the answer of http://127.0.0.1:PORT is torn off after "
                         "HTTP 200 and 5 bytes: "));
}

// The first is what a server that crashes while it sends progress leaves behind.
TEST(HttpSessionAgainstScriptedServer, DoesNotTakeAnAnswerWithoutAnEndForSuccess) {
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n"
                     "X-ClickHouse-Progress: {\"read_rows\":\"7\"}\r\n"),
            "unknown, protocol: the answer of http://127.0.0.1:PORT is torn off after HTTP 200 and "
            "0 bytes: closed by the server");
  EXPECT_EQ(
      AnswerTo("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n\r\n1\n"),
      "unknown, protocol: the answer of http://127.0.0.1:PORT may be torn off: its headers do "
      "not say where it ends");
}

TEST(HttpSessionAgainstScriptedServer, DoesNotUnderstandOtherProtocols) {
  EXPECT_THAT(AnswerTo("SSH-2.0-OpenSSH_9.2p1\r\n"),
              StartsWith("unknown, protocol: http://127.0.0.1:PORT does not speak HTTP: "));
}

TEST(HttpSessionAgainstScriptedServer, RefusesABodyThatIsNotCompressedAsItSays) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer("not gzip", "Content-Encoding: gzip\r\n");
  });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.compression = true;
  EXPECT_THAT(Outcome(Open(endpoint)->Execute({.sql = "SELECT 1"})),
              StartsWith("unknown, protocol: the answer of "));
}

// What HTTP libraries do where a kept-alive connection ends before an answer: a statement would run
// twice.
TEST(HttpSessionAgainstScriptedServer, SendsNoStatementTwiceWhenAReusedConnectionDies) {
  std::mutex mutex;
  std::vector<std::string> requests;
  ScriptedServer server([&](ScriptedConnection& connection) {
    while (true) {
      const std::string request = connection.ReadRequest();
      if (request.empty()) return;
      const std::lock_guard lock(mutex);
      requests.push_back(request.substr(request.find("\r\n\r\n") + 4));
      if (requests.size() == 2) return;  // closes without an answer
      connection.Answer("");
    }
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: ");
  const auto lost = session->Execute({.sql = "INSERT INTO t VALUES (1)"});
  EXPECT_THAT(Outcome(lost), StartsWith("unknown, protocol: the connection to http://127.0.0.1:" +
                                        Port(server) + " ended before an answer came: "));
  {
    const std::lock_guard lock(mutex);
    EXPECT_THAT(requests, ElementsAre("SELECT 1", "INSERT INTO t VALUES (1)"));
  }
  // The session goes on with a new connection.
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 2"})), "ok: ");
  const std::lock_guard lock(mutex);
  EXPECT_THAT(requests, ElementsAre("SELECT 1", "INSERT INTO t VALUES (1)", "SELECT 2"));
}

TEST(HttpSessionAgainstScriptedServer, SendsNoLargeStatementTwiceWhenAReusedConnectionDies) {
  std::atomic<int> begun = 0;
  ScriptedServer server([&](ScriptedConnection& connection) {
    if (connection.number() == 1) {
      connection.ReadRequest();
      connection.Answer("");
    }
    if (connection.ReadBytes(100'000).size() < 100'000) return;
    ++begun;
    connection.Reset();
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: ");
  const std::string data(20'000'000, 'x');
  EXPECT_THAT(Outcome(session->Execute({.sql = "INSERT INTO t FORMAT TSV", .body = data})),
              StartsWith("unknown, protocol: "));
  EXPECT_EQ(begun, 1);
}

TEST(HttpSessionAgainstScriptedServer, ConnectsAnewWhereTheServerClosedAnIdleConnection) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer(std::to_string(connection.number()), "Connection: close\r\n");
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: 1");
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: 2");
}

TEST(HttpSessionAgainstScriptedServer, SaysThatNothingWasSentWhereNobodyListens) {
  const std::uint16_t port = testing::UnusedPort();
  const auto result = Open(EndpointOf(port))->Execute({.sql = "SELECT 1"});
  EXPECT_EQ(Outcome(result), "not sent, connection: cannot connect to http://127.0.0.1:" +
                                 std::to_string(port) + ": connection refused");
  EXPECT_EQ(result.error().error.advice(),
            "check that the server runs, and host and port in the target's url");
}

TEST(HttpSessionAgainstScriptedServer, SaysThatNothingWasSentWhereTheHostIsUnknown) {
  Endpoint endpoint = EndpointOf(8123);
  endpoint.host = "no-such-host.invalid";
  EXPECT_EQ(Outcome(Open(endpoint)->Execute({.sql = "SELECT 1"})),
            "not sent, connection: cannot find the host 'no-such-host.invalid'");
}

TEST(HttpSessionAgainstScriptedServer, GivesUpAfterTheIdleTimeout) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.HoldUntilClientCloses();
  });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.idle_timeout = milliseconds(50);
  EXPECT_EQ(Outcome(Open(endpoint)->Execute({.sql = "OPTIMIZE TABLE t"})),
            "unknown, timeout: no byte from http://127.0.0.1:" + Port(server) +
                " for 50 ms; it may still work on the statement");
}

TEST(HttpSessionAgainstScriptedServer, PrefersTheIdleTimeoutOfTheRequest) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\nContent-Length: 9\r\n\r\nx");
    connection.HoldUntilClientCloses();
  });
  EXPECT_THAT(Outcome(Open(EndpointOf(server.port()))
                          ->Execute({.sql = "SELECT 1", .idle_timeout = milliseconds(30)})),
              EndsWith(" for 30 ms; it may still work on the statement"));
}

TEST(HttpSessionAgainstScriptedServer, DropsTheConnectionAtOnceWhenAskedToStop) {
  std::stop_source source;
  std::chrono::steady_clock::time_point asked;
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    asked = std::chrono::steady_clock::now();
    source.request_stop();
    connection.HoldUntilClientCloses();
  });
  const auto session = Open(EndpointOf(server.port()));
  const auto result = session->Execute({.sql = "OPTIMIZE TABLE t", .stop = source.get_token()});
  const auto taken = std::chrono::steady_clock::now() - asked;
  EXPECT_EQ(Outcome(result), "unknown, interrupted: stopped while http://127.0.0.1:" +
                                 Port(server) + " worked on the statement, which may go on there");
  EXPECT_LT(taken, milliseconds(200));
}

TEST(HttpSessionAgainstScriptedServer, SendsNothingWhenItShallStopBefore) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.ReadRequest(); });
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(Outcome(Open(EndpointOf(server.port()))
                        ->Execute({.sql = "SELECT 1", .stop = source.get_token()})),
            "not sent, interrupted: stopped before the statement was sent");
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpSessionAgainstScriptedServer, GoesThroughNoProxyOfTheEnvironment) {
  ScriptedServer proxy([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer("proxy");
  });
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer("server");
  });
  const std::string url = "http://127.0.0.1:" + Port(proxy);
  ::setenv("http_proxy", url.c_str(), 1);
  ::setenv("ALL_PROXY", url.c_str(), 1);
  const std::string outcome =
      Outcome(Open(EndpointOf(server.port()))->Execute({.sql = "SELECT 1"}));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_EQ(outcome, "ok: server");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(HttpSession, RefusesAPasswordThatNoHeaderCanHold) {
  Endpoint endpoint = EndpointOf(1);
  endpoint.password = "s3cret\n";
  const auto session = OpenHttpSession(endpoint);
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code(), ErrorCode::kInvalidInput);
  EXPECT_THAT(session.error().ToString(), Not(HasSubstr("s3cret")));
}

TEST(HttpSession, SurvivesAnExceptionOfTheProgressCallback) {
  ScriptedServer server([](ScriptedConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Answer("1", "X-ClickHouse-Progress: {\"read_rows\":\"7\"}\r\n");
    }
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_THROW(static_cast<void>(session->Execute(
                   {.sql = "SELECT 1",
                    .on_progress = [](const Progress&) { throw std::runtime_error("x"); }})),
               std::runtime_error);
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"})), "ok: 1");
}

}  // namespace
}  // namespace housewright::db
