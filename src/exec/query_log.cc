#include "exec/query_log.h"

#include <fmt/format.h>

#include "db/server_codes.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

constexpr db::Version kHasExceptionCode{20, 8, 0};   // system.query_log.exception_code
constexpr db::Version kCountsWrittenRows{23, 8, 0};  // before a view can throw

std::string LogSql(std::string_view values, const std::string& query_id,
                   const std::optional<std::int64_t>& intent_time) {
  const std::string since =
      intent_time ? fmt::format("toDate(toDateTime({})) - 1", *intent_time) : "today() - 7";
  return fmt::format(
      "SELECT {} FROM system.query_log WHERE event_date >= {} AND query_id = {} ORDER BY "
      "toInt8(type) DESC LIMIT 1",
      values, since, sql::QuoteString(query_id));
}

std::string EventSql(const db::ServerFacts& facts, const std::string& query_id,
                     const std::optional<std::int64_t>& intent_time) {
  const std::string code = facts.version >= kHasExceptionCode
                               ? "exception_code"
                               : "toInt32OrZero(extract(exception, 'Code: ([0-9]+)'))";
  return LogSql(fmt::format("toInt8(type), {}, written_rows", code), query_id, intent_time);
}

std::optional<LogEvent> EventOf(std::int64_t type) {
  switch (type) {
    case 1:
      return LogEvent::kBegan;
    case 2:
      return LogEvent::kFinished;
    case 3:
      return LogEvent::kFailedBeforeStart;
    case 4:
      return LogEvent::kFailedWhileProcessing;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<std::optional<LogRow>> ReadQueryLog(Asker& asker, db::Session& session,
                                           const db::ServerFacts& facts,
                                           const std::string& query_id,
                                           const std::optional<std::int64_t>& intent_time) {
  // Flushed every 7.5 s by itself; the log's table comes into being with its first flush. Where the
  // user may not ask for it, a missing row proves nothing, as it does not anyway: a crash of the
  // server loses what was not flushed.
  (void)session.Query("SYSTEM FLUSH LOGS");
  ASSIGN_OR_RETURN(const auto rows,
                   asker.Rows(EventSql(facts, query_id, intent_time), 3, "system.query_log"));
  if (!rows) return std::nullopt;
  const auto event = rows->empty() ? std::nullopt : EventOf(ToNumber(rows->front()[0]));
  if (!event) {
    asker.Note("system.query_log does not know it");
    return std::nullopt;
  }
  LogRow row;
  row.event = *event;
  row.code = static_cast<int>(ToNumber(rows->front()[1]));
  if (facts.version >= kCountsWrittenRows) row.written_rows = ToNumber(rows->front()[2]);
  if (row.code == db::code::kUnfinished) {
    ASSIGN_OR_RETURN(const auto texts,
                     asker.Rows(LogSql("exception", query_id, intent_time), 1, "system.query_log"));
    if (texts && !texts->empty()) row.unfinished = texts->front()[0];
  }
  return row;
}

Result<bool> LogWouldKnow(db::Session& session, const std::string& query_id,
                          std::int64_t intent_time) {
  constexpr std::size_t kRunLength = sizeof "hw-0123456789abcdef" - 1;
  if (query_id.size() <= kRunLength || !session.Query("SYSTEM FLUSH LOGS")) return false;
  Asker asker(session);
  ASSIGN_OR_RETURN(
      const auto rows,
      asker.Number(
          fmt::format(
              "SELECT count() FROM system.query_log WHERE event_date >= toDate(toDateTime({0})) - "
              "1 AND toInt8(type) = 2 AND startsWith(query_id, {1}) AND event_time >= "
              "toDateTime({0}) AND toInt64(toUInt32(now())) - uptime() < {0} AND (SELECT count() "
              "FROM system.settings WHERE (name = 'log_queries' AND value = '0') OR (name = "
              "'log_queries_probability' AND value != '1')) = 0",
              intent_time, sql::QuoteString(query_id.substr(0, kRunLength) + "-journal-")),
          "system.query_log"));
  return rows.value_or(0) > 0;
}

}  // namespace housewright::exec
