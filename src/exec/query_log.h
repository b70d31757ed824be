#pragma once

// What system.query_log says of one query.

#include <cstdint>
#include <optional>
#include <string>

#include "db/server_facts.h"
#include "exec/ask.h"

namespace housewright::exec {

enum class LogEvent : std::uint8_t {
  kBegan,
  kFinished,
  kFailedBeforeStart,
  kFailedWhileProcessing
};

struct LogRow {
  LogEvent event = LogEvent::kBegan;
  int code = 0;  // of the exception
  // Of 341, which names the mutations that the statement waited for.
  std::string unfinished;
  // Rows that it handed to a table before it ended. Absent before 23.8: older servers count a block
  // only when all of its views have it too, so that 0 does not mean nothing.
  std::optional<std::int64_t> written_rows;
};

// The last event of `query_id`, after SYSTEM FLUSH LOGS where the user may. Nothing, and a note in
// `asker`, where there is no such log, where it may not be read or where it does not know the
// query. `intent_time` (seconds since 1970, the server's clock) bounds the search.
Result<std::optional<LogRow>> ReadQueryLog(Asker& asker, db::Session& session,
                                           const db::ServerFacts& facts,
                                           const std::string& query_id,
                                           const std::optional<std::int64_t>& intent_time);

// True where the log would know a query of this run that reached the server after its intent was
// written, so that not to know it is to have had no effect so far: the log was flushed just now,
// the server has not started anew since, it logs every query of this user, and it has a journal
// INSERT of the same run from then. `query_id` is a statement's, "hw-<run>-...".
Result<bool> LogWouldKnow(db::Session& session, const std::string& query_id,
                          std::int64_t intent_time);

}  // namespace housewright::exec
