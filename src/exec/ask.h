#pragma once

// A question of a probe: what the user may not read, and what this server does not have, is noted
// and skipped; only a server that cannot be asked is an error.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "db/session.h"

namespace housewright::exec {

// 0 where the text is no number: for columns that the server itself makes numbers of.
std::int64_t ToNumber(std::string_view text);

class Asker {
 public:
  // `stop` drops the connection in the middle of a question.
  explicit Asker(db::Session& session, std::stop_token stop = {})
      : session_(session), stop_(std::move(stop)) {}

  // The rows of `sql` (without FORMAT), or nothing where the server refuses; `subject` is what the
  // note then calls closed ("system.query_log").
  Result<std::optional<std::vector<std::vector<std::string>>>> Rows(const std::string& sql,
                                                                    std::size_t columns,
                                                                    std::string_view subject);
  // The first value as a number.
  Result<std::optional<std::int64_t>> Number(const std::string& sql, std::string_view subject);

  void Note(std::string text) { notes_.push_back(std::move(text)); }
  // What was noted, in one line: "a; b".
  std::string Notes() const;

 private:
  db::Session& session_;
  std::stop_token stop_;
  std::vector<std::string> notes_;
};

}  // namespace housewright::exec
