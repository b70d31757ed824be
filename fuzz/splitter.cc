// The splitter on any bytes: statements lie in order inside the text, each split alone is itself,
// and the stream agrees whatever the pieces. The first byte chooses the size of the pieces.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "sql/statement.h"
#include "sql/statement_stream.h"

namespace {

using housewright::Position;
using housewright::Result;
using housewright::SourceText;
using namespace housewright::sql;  // NOLINT: a harness, no header

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckStatements(std::string_view text, const std::vector<Statement>& statements) {
  std::size_t end = 0;
  for (const Statement& statement : statements) {
    Require(statement.begin >= end && statement.end > statement.begin);
    Require(statement.end <= text.size());
    end = statement.end;
    if (statement.data) {
      Require(statement.data->begin > statement.begin);
      Require(statement.data->begin < statement.data->end);
      Require(statement.data->end == statement.end);
    }
    // With something behind it: ClickHouse reads the E of a final 1E in its own way.
    const SourceText alone("alone.sql", std::string(statement.In(text)) + "\n");
    const auto again = SplitStatements(alone);
    Require(again && again->size() == 1);
    Require(again->front().In(alone.text()) == statement.In(text));
  }
}

void CheckStream(const SourceText& source, const Result<std::vector<Statement>>& split,
                 std::size_t piece) {
  std::vector<std::string> texts;
  std::vector<Position> begins;
  std::vector<Position> ends;
  StatementStream stream("a.sql", {.on_begin =
                                       [&](const Position& begin) {
                                         texts.emplace_back();
                                         begins.push_back(begin);
                                         return Result<void>();
                                       },
                                   .on_text =
                                       [&](std::string_view text) {
                                         texts.back() += text;
                                         return Result<void>();
                                       },
                                   .on_end =
                                       [&](const Position& end) {
                                         ends.push_back(end);
                                         return Result<void>();
                                       }});
  Result<void> result;
  for (std::string_view rest = source.text(); result && !rest.empty();) {
    result = stream.Feed(rest.substr(0, piece));
    rest.remove_prefix(std::min(piece, rest.size()));
  }
  if (result) result = stream.Finish();
  Require(result.has_value() == split.has_value());
  if (!split) {
    Require(result.error().message() == split.error().message());
    Require(result.error().where()->line == split.error().where()->line);
    Require(result.error().where()->column == split.error().where()->column);
    return;
  }
  Require(texts.size() == split->size() && ends.size() == split->size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Require(texts[i] == (*split)[i].In(source.text()));
    Require(begins[i] == source.PositionOf((*split)[i].begin));
    Require(ends[i] == source.PositionOf((*split)[i].end));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = 1 + data[0] % 32U;
  const SourceText source("a.sql", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  const auto split = SplitStatements(source);
  if (split) CheckStatements(source.text(), *split);
  CheckStream(source, split, piece);
  return 0;
}
