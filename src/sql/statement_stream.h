#pragma once

// The splitter for input of any size: text comes in pieces, statements go out in pieces, and memory
// stays at the size of the longest single token (bounded by StreamLimits). statement_test.cc checks
// that it agrees with SplitStatements.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "base/source_text.h"

namespace housewright::sql {

struct StreamLimits {
  std::size_t longest_token = std::size_t{64}
                              << 20U;  // bytes; a longer one is an error that says where it began
};

struct StreamSink {
  std::function<Result<void>(const Position& begin)> on_begin;
  std::function<Result<void>(std::string_view piece)> on_text;  // valid during the call only
  std::function<Result<void>(const Position& end)> on_end;
};

class StatementStream {
 public:
  StatementStream(std::string file, StreamSink sink, StreamLimits limits = {});
  ~StatementStream();
  StatementStream(const StatementStream&) = delete;
  StatementStream& operator=(const StatementStream&) = delete;

  Result<void> Feed(std::string_view piece);
  Result<void> Finish();  // the end of the input; must be called once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace housewright::sql
