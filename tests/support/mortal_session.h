#pragma once

// A tool that dies in the middle of a run, for tests on real servers.

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "db/session.h"

namespace housewright::testing {

// The death of a tool at its k-th request, before or after the server had it: the answer is lost,
// and every later request of the same run goes nowhere.
struct Death {
  int at = 0;  // 0: never
  bool after_sending = false;
  std::atomic<int> requests{0};
  std::atomic<bool> happened{false};
};

// What the server's log is to know of the statements of a run.
enum class QueryLog : std::uint8_t { kKept, kNotKept };

class MortalSession final : public db::Session {
 public:
  MortalSession(std::unique_ptr<db::Session> session, Death& death, QueryLog log)
      : session_(std::move(session)), death_(death), log_(log) {}

  db::QueryResult Execute(const db::Request& request) override {
    if (death_.happened) return Lost(db::Delivery::kNotSent);
    const int number = ++death_.requests;
    if (number != death_.at) return Send(request);
    if (death_.after_sending) (void)Send(request);
    death_.happened = true;
    return Lost(db::Delivery::kUnknown);
  }
  const db::Endpoint& endpoint() const override { return session_->endpoint(); }

 private:
  db::QueryResult Send(db::Request request) {
    if (log_ == QueryLog::kNotKept) request.settings["log_queries"] = "0";
    return session_->Execute(request);
  }
  static db::QueryResult Lost(db::Delivery delivery) {
    return std::unexpected(
        db::QueryError{Error(ErrorCode::kConnection, "the tool is dead"), delivery});
  }

  std::unique_ptr<db::Session> session_;
  Death& death_;
  QueryLog log_;
};

}  // namespace housewright::testing
