#pragma once

// From what came over HTTP to what is known of the statement. Pure.

#include <chrono>
#include <string>

#include "db/http_answer.h"
#include "db/http_transfer.h"
#include "db/session.h"

namespace housewright::db {

// What a verdict's messages need to know.
struct VerdictContext {
  std::string place;     // Endpoint::Display()
  std::string host;      // for "cannot resolve"
  bool tls = false;      // what the url says
  std::string query_id;  // ours, or empty
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds idle_timeout{0};
};

// The verdict on an answer that arrived whole. Success is a 200 of ClickHouse's without an
// exception in any of its forms, and nothing else.
QueryResult JudgeAnswer(HttpAnswer answer, const VerdictContext& context);

// The verdict on any transfer. An exception counts also where the answer is torn after it; other
// than that, once a byte of the body was sent the outcome is unknown.
QueryResult JudgeTransfer(Transfer transfer, const VerdictContext& context);

}  // namespace housewright::db
