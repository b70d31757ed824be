// What HttpSession does while it waits: progress, idle connections, time limits and stop requests,
// against servers that a test scripts.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>

#include "db/session.h"
#include "db/session_for_tests.h"
#include "testing/scripted_server.h"
#include "testing/silent_port.h"

namespace housewright::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using testing::ScriptedConnection;
using testing::ScriptedServer;

// "delivery code: message", with the port left out.
std::string Outcome(const QueryResult& result, std::uint16_t port) {
  if (result) return "ok: " + result->body;
  const char* delivery = result.error().delivery == Delivery::kNotSent   ? "not sent"
                         : result.error().delivery == Delivery::kRefused ? "refused"
                                                                         : "unknown";
  std::string text = fmt::format("{}, {}: {}", delivery, ErrorCodeName(result.error().error.code()),
                                 result.error().error.message());
  const std::string written = ":" + std::to_string(port);
  const std::size_t at = text.find(written);
  return at == std::string::npos ? text : text.replace(at, written.size(), ":PORT");
}

// Asks to stop after a while; took() is the time from then on.
class Stopper {
 public:
  explicit Stopper(milliseconds delay)
      : thread_([this, delay] {
          std::this_thread::sleep_for(delay);
          asked_ = steady_clock::now();
          source_.request_stop();
        }) {}
  std::stop_token token() const { return source_.get_token(); }
  steady_clock::duration took() {
    const auto now = steady_clock::now();
    thread_.join();
    return now - asked_;
  }

 private:
  std::stop_source source_;
  steady_clock::time_point asked_;
  std::jthread thread_;
};

TEST(HttpSessionWaiting, TakesAMebibyteOfProgressThatComesOverTime) {
  const std::string line =
      "X-ClickHouse-Progress: {\"read_rows\":\"7\",\"total_rows_to_read\":\"1000000000\"}\r\n";
  const std::size_t lines = 1024UL * 1024 / line.size() + 1;
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n");
    for (std::size_t i = 0; i < lines; ++i) {
      connection.Write(line);
      if (i % 1000 == 0) std::this_thread::sleep_for(milliseconds(5));
    }
    connection.Write("Content-Length: 2\r\n\r\n1\n");
  });
  std::size_t seen = 0;
  const auto result = Open(EndpointOf(server.port()))
                          ->Execute({.sql = "INSERT", .on_progress = [&](const Progress& progress) {
                                       EXPECT_EQ(progress.total_rows_to_read, 1'000'000'000U);
                                       ++seen;
                                     }});
  EXPECT_EQ(Outcome(result, server.port()), "ok: 1\n");
  EXPECT_EQ(seen, lines);
}

// The server sends the next header only when the one before it was reported.
TEST(HttpSessionWaiting, ReportsEachProgressWhileTheHeadersStillCome) {
  std::counting_semaphore<> reported(0);
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n");
    for (int i = 1; i <= 5; ++i) {
      connection.Write(fmt::format("X-ClickHouse-Progress: {{\"read_rows\":\"{}\"}}\r\n", i));
      if (!reported.try_acquire_for(std::chrono::seconds(5))) return;
    }
    connection.Write("Content-Length: 0\r\n\r\n");
  });
  std::vector<std::uint64_t> rows;
  const std::thread::id this_thread = std::this_thread::get_id();
  const auto result = Open(EndpointOf(server.port()))
                          ->Execute({.sql = "INSERT", .on_progress = [&](const Progress& progress) {
                                       EXPECT_EQ(std::this_thread::get_id(), this_thread);
                                       rows.push_back(progress.read_rows);
                                       reported.release();
                                     }});
  EXPECT_EQ(Outcome(result, server.port()), "ok: ");
  EXPECT_THAT(rows, ElementsAre(1U, 2U, 3U, 4U, 5U));
}

TEST(HttpSessionWaiting, TakesProgressForASignOfLife) {
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\n");
    for (int i = 0; i < 10; ++i) {
      connection.Write("X-ClickHouse-Progress: {}\r\n");
      std::this_thread::sleep_for(milliseconds(40));
    }
    connection.Write("Content-Length: 0\r\n\r\n");
  });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.idle_timeout = milliseconds(200);
  EXPECT_EQ(Outcome(Open(endpoint)->Execute({.sql = "INSERT"}), server.port()), "ok: ");
}

TEST(HttpSessionWaiting, GivesUpOnHeadersWithoutAnEnd) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\n");
    const std::string garbage(1000, 'x');
    for (int i = 0; i < 1000; ++i) connection.Write("X-Garbage: " + garbage + "\r\n");
  });
  EXPECT_EQ(Outcome(Open(EndpointOf(server.port()))->Execute({.sql = "INSERT"}), server.port()),
            "unknown, protocol: http://127.0.0.1:PORT does not speak HTTP: the headers of its "
            "answer are endless");
}

TEST(HttpSessionWaiting, SendsAStatementOnceOverANewConnectionWhereTheServerClosedTheOld) {
  std::mutex mutex;
  std::vector<std::string> statements;
  std::promise<void> closed;
  ScriptedServer server([&](ScriptedConnection& connection) {
    while (true) {
      const std::string request = connection.ReadRequest();
      if (request.empty()) return;
      {
        const std::lock_guard lock(mutex);
        statements.push_back(fmt::format("{}: {}", connection.number(),
                                         request.substr(request.find("\r\n\r\n") + 4)));
      }
      connection.Answer("");  // which promises that the connection stays
      if (connection.number() > 1) continue;
      connection.Close();
      closed.set_value();
      return;
    }
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"}), server.port()), "ok: ");
  closed.get_future().wait();
  EXPECT_EQ(Outcome(session->Execute({.sql = "INSERT 2"}), server.port()), "ok: ");
  EXPECT_EQ(Outcome(session->Execute({.sql = "INSERT 3"}), server.port()), "ok: ");
  const std::lock_guard lock(mutex);
  EXPECT_THAT(statements, ElementsAre("1: SELECT 1", "2: INSERT 2", "2: INSERT 3"));
}

TEST(HttpSessionWaiting, DoesNotUseAConnectionThatSaidSomethingUnasked) {
  std::promise<void> spoken;
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Answer(std::to_string(connection.number()));
    if (connection.number() > 1) return;
    std::this_thread::sleep_for(milliseconds(20));
    connection.Write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    spoken.set_value();
    connection.HoldUntilClientCloses();
  });
  const auto session = Open(EndpointOf(server.port()));
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"}), server.port()), "ok: 1");
  spoken.get_future().wait();
  EXPECT_EQ(Outcome(session->Execute({.sql = "SELECT 1"}), server.port()), "ok: 2");
}

TEST(HttpSessionWaiting, TakesAnAnswerThatComesBeforeTheRequestIsRead) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadBytes(1000);
    connection.Answer("Code: 241. DB::Exception: Too much. (MEMORY_LIMIT_EXCEEDED)", "",
                      "500 Internal Server Error");
    connection.HoldUntilClientCloses();
  });
  const std::string data(20'000'000, 'x');
  EXPECT_EQ(Outcome(Open(EndpointOf(server.port()))->Execute({.sql = "INSERT", .body = data}),
                    server.port()),
            "refused, server: code 241 MEMORY_LIMIT_EXCEEDED: Too much");
}

TEST(HttpSessionWaiting, GivesUpWhereNobodyTakesTheStatement) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadBytes(1);
    std::this_thread::sleep_for(milliseconds(300));
  });
  const std::string data(50'000'000, 'x');
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.idle_timeout = milliseconds(100);
  EXPECT_EQ(Outcome(Open(endpoint)->Execute({.sql = "INSERT", .body = data}), server.port()),
            "unknown, timeout: no byte from http://127.0.0.1:PORT for 100 ms; it may still work on "
            "the statement");
}

TEST(HttpSessionWaiting, GivesUpConnectingInTime) {
  testing::SilentPort silent;
  Endpoint endpoint = EndpointOf(silent.port());
  endpoint.connect_timeout = milliseconds(80);
  const auto start = steady_clock::now();
  EXPECT_EQ(
      Outcome(Open(endpoint)->Execute({.sql = "SELECT 1"}), silent.port()),
      "not sent, connection: cannot connect to http://127.0.0.1:PORT: no answer within 80 ms");
  EXPECT_LT(steady_clock::now() - start, milliseconds(500));
}

TEST(HttpSessionWaiting, StopsAtOnceWhileItConnects) {
  testing::SilentPort silent;
  Stopper stopper(milliseconds(30));
  const auto result =
      Open(EndpointOf(silent.port()))->Execute({.sql = "SELECT 1", .stop = stopper.token()});
  EXPECT_LT(stopper.took(), milliseconds(500));
  EXPECT_EQ(Outcome(result, silent.port()),
            "not sent, interrupted: stopped before the statement was sent");
}

// A server that accepts and says nothing: it will never end the handshake.
TEST(HttpSessionWaiting, GivesUpAHandshakeInTime) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.HoldUntilClientCloses(); });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.tls = true;
  endpoint.connect_timeout = milliseconds(80);
  const auto start = steady_clock::now();
  EXPECT_EQ(
      Outcome(Open(endpoint)->Execute({.sql = "SELECT 1"}), server.port()),
      "not sent, connection: cannot connect to https://127.0.0.1:PORT: no answer within 80 ms");
  EXPECT_LT(steady_clock::now() - start, milliseconds(500));
}

TEST(HttpSessionWaiting, StopsAtOnceDuringAHandshake) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.HoldUntilClientCloses(); });
  Endpoint endpoint = EndpointOf(server.port());
  endpoint.tls = true;
  Stopper stopper(milliseconds(50));
  const auto result = Open(endpoint)->Execute({.sql = "SELECT 1", .stop = stopper.token()});
  EXPECT_LT(stopper.took(), milliseconds(500));
  EXPECT_EQ(Outcome(result, server.port()),
            "not sent, interrupted: stopped before the statement was sent");
}

TEST(HttpSessionWaiting, StopsAtOnceWhileProgressComesWithoutPause) {
  std::atomic<bool> enough = false;
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\n");
    while (!enough) connection.Write("X-ClickHouse-Progress: {\"read_rows\":\"1\"}\r\n");
  });
  Stopper stopper(milliseconds(50));
  const auto result = Open(EndpointOf(server.port()))
                          ->Execute({.sql = "OPTIMIZE TABLE t",
                                     .on_progress = [](const Progress&) {},
                                     .stop = stopper.token()});
  enough = true;
  EXPECT_LT(stopper.took(), milliseconds(500));
  EXPECT_EQ(Outcome(result, server.port()),
            "unknown, interrupted: stopped while http://127.0.0.1:PORT worked on the statement, "
            "which may go on there");
}

}  // namespace
}  // namespace housewright::db
