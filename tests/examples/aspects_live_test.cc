// examples/aspects while services write: the revisions that move rows to another table lose none
// and let no write fail but at the moment when two tables change places.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "examples/aspects_fixture.h"

namespace housewright::examples {
namespace {

struct Move {
  std::string id;       // the revision
  std::string before;   // the one that is applied before it
  std::string service;  // its service
  std::string table;
  std::string key;  // a column that is different in each row
  std::string key_sql;
  std::string columns;  // others
  std::string columns_sql;
};

constexpr const char* kEventId =
    "reinterpretAsUUID(concat(reinterpretAsFixedString(number), reinterpretAsFixedString(number)))";
constexpr const char* kEvent = "toDateTime64('2026-01-01 00:00:00', 6) + number % 60000000, '{}'";

std::vector<Move> Moves() {
  return {
      {.id = "0011",
       .before = "0010",
       .service = "vector",
       .table = "openedx.xapi_events_all",
       .key = "event_id",
       .key_sql = kEventId,
       .columns = "emission_time, event_str",
       .columns_sql = kEvent},
      {.id = "0027",
       .before = "0026",
       .service = "event_sink",
       .table = "event_sink.user_profile",
       .key = "id",
       .key_sql = "toInt32(number)",
       .columns = "user_id, time_last_dumped",
       .columns_sql = "toInt32(number % 3), '2026-01-01 00:00:00.000000'"},
      {.id = "0032",
       .before = "0031",
       .service = "xapi",
       .table = "xapi.xapi_events_all",
       .key = "event_id",
       .key_sql = kEventId,
       .columns = "emission_time, event",
       .columns_sql = kEvent},
  };
}

std::string InsertSql(const Move& move, std::uint64_t first, std::uint64_t rows,
                      const std::string& slowly = "") {
  return fmt::format("INSERT INTO {} ({}, {}) SELECT {}, {} FROM numbers({}, {}){}", move.table,
                     move.key, move.columns, move.key_sql, move.columns_sql, first, rows, slowly);
}

// ClickHouse looks a table up several times for one statement (ClickHouse/ClickHouse pull request
// 97323): one that begins while two tables change places may be refused, and has then written
// nothing.
constexpr int kTableUuidMismatch = 741;

// Inserts until it is told to stop, one batch after the other, and counts what the server took.
class Writer {
 public:
  Writer(std::unique_ptr<db::Session> session, const Move& move, std::uint64_t first,
         std::uint64_t rows, const std::string& slowly)
      : thread_([this, session = std::move(session), move, first, rows, slowly] {
          for (std::uint64_t at = first; !stop_; at += rows) {
            auto answer = session->Query(InsertSql(move, at, rows, slowly));
            if (!answer && answer.error().server_code() == kTableUuidMismatch) {
              answer = session->Query(InsertSql(move, at, rows, slowly));
            }
            if (answer) {
              accepted_ += rows;
            } else {
              failures_.push_back(answer.error().message());
            }
          }
        }) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { Stop(); }

  std::uint64_t accepted() const { return accepted_; }
  const std::vector<std::string>& Stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return failures_;
  }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<std::uint64_t> accepted_ = 0;
  std::vector<std::string> failures_;
  std::thread thread_;
};

class AspectsLive : public AspectsExample, public ::testing::WithParamInterface<Move> {};

TEST_P(AspectsLive, NoRowIsLostWhileRowsMove) {
  UseOwnServer();
  if (HasFatalFailure()) return;
  const Move& move = GetParam();
  MustRun("housewright bootstrap -q && housewright upgrade -q " + move.before);
  constexpr std::uint64_t kOld = 50'000;
  Ask(InsertSql(move, 0, kOld));
  // As dbt makes them. (A write at the moment of the exchange may pass it by: that is up to
  // ClickHouse.)
  Ask(
      fmt::format("CREATE MATERIALIZED VIEW reporting.seen ENGINE = MergeTree ORDER BY id AS "
                  "SELECT {} AS id FROM {}",
                  move.key, move.table));

  Writer quick(NewSession(), move, 10'000'000, 7, "");
  // A batch that takes half a second: one of them begins before the exchange of the tables and ends
  // after it.
  Writer slow(NewSession(), move, 20'000'000, 10,
              " WHERE sleepEachRow(0.05) = 0 SETTINGS max_block_size = 1");
  const std::string up = "housewright upgrade -q " + move.id;
  MustRun(fmt::format("{0} && housewright downgrade -q {1}@-1 && {0}", up, move.service));
  EXPECT_EQ(quick.Stop(), std::vector<std::string>());
  EXPECT_EQ(slow.Stop(), std::vector<std::string>());

  EXPECT_GT(quick.accepted(), 0U);
  EXPECT_GT(slow.accepted(), 0U);
  const std::uint64_t all = kOld + quick.accepted() + slow.accepted();
  EXPECT_EQ(Ask(fmt::format("SELECT uniqExact({0}), count() FROM {1} FINAL", move.key, move.table)),
            fmt::format("{0}\t{0}\n", all));
  Ask(InsertSql(move, 30'000'000, 3));
  EXPECT_EQ(Ask(fmt::format("SELECT count() FROM reporting.seen WHERE id IN (SELECT {} FROM "
                            "numbers(30000000, 3))",
                            move.key_sql)),
            "3\n");
}

INSTANTIATE_TEST_SUITE_P(Moves, AspectsLive, ::testing::ValuesIn(Moves()),
                         [](const auto& test) { return "Of" + test.param.id; });

}  // namespace
}  // namespace housewright::examples
