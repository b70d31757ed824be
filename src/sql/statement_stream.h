#pragma once

// The splitter for input of any size: text comes in pieces, statements go out in pieces, and memory
// stays at the size of the longest single token (bounded by StreamLimits). It is the splitter of
// statement.h seen through a moving window, so that both agree on every statement and every error;
// of the place of an error it gives file, line and column, but not the line's text.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/source_text.h"

namespace housewright::sql {

struct StreamLimits {
  // Bytes; a longer token, or more blanks and comments in a row inside a statement, is an error
  // that says where it began.
  std::size_t longest_token = std::size_t{64} << 20U;
};

// An error that a function answers ends the reading and is what Feed or Finish answers. None may be
// empty.
struct StreamSink {
  std::function<Result<void>(const Position& begin)> on_begin;
  // The pieces of a statement, together, are the text from begin to end of statement.h's Statement.
  std::function<Result<void>(std::string_view piece)> on_text;  // valid during the call only
  std::function<Result<void>(const Position& end)> on_end;
};

class StatementStream {
 public:
  StatementStream(std::string file, StreamSink sink, StreamLimits limits = {});
  ~StatementStream();
  StatementStream(const StatementStream&) = delete;
  StatementStream& operator=(const StatementStream&) = delete;

  // After an error of Feed nothing may be called but the destructor.
  Result<void> Feed(std::string_view piece);
  Result<void> Finish();  // the end of the input; must be called once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace housewright::sql
