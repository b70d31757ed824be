// Everything that a server sends: headers, exceptions in each form, progress, TSV rows. Bytes of
// any kind must be read without a crash, and never turned into success by accident.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "db/answer_reader.h"
#include "db/http_answer.h"
#include "db/http_verdict.h"
#include "db/tsv.h"

namespace {

using namespace housewright::db;

void Require(bool truth) {
  if (!truth) std::abort();
}

void ReadTsv(std::string_view text, std::size_t columns) {
  const auto rows = ParseTsv(text, columns);
  if (!rows) return;
  std::string again;
  for (const TsvRow& row : *rows) {
    for (std::size_t i = 0; i < row.size(); ++i) again += (i == 0 ? "" : "\t") + EscapeTsv(row[i]);
    again += '\n';
  }
  const auto reread = ParseTsv(again, columns);
  Require(reread.has_value() && *reread == *rows);
}

// The bytes of a connection, in pieces of `step` bytes, up to its end.
void ReadConnection(AnswerReader& reader, std::string_view text, std::size_t step) {
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    reader.Take(text.substr(0, step));
    static_cast<void>(reader.TakeProgress());
  }
  reader.TakeEnd();
}

// What becomes of an answer does not depend on the pieces in which it comes.
void ReadWholeAndInPieces(std::string_view text) {
  AnswerReader whole;
  ReadConnection(whole, text, std::max<std::size_t>(text.size(), 1));
  AnswerReader pieces;
  ReadConnection(pieces, text, 3);
  Require(whole.state() != AnswerReader::State::kMore && whole.state() == pieces.state());
  if (whole.state() != AnswerReader::State::kDone) return;
  Require(whole.answer().status == pieces.answer().status);
  Require(whole.answer().headers == pieces.answer().headers);
  Require(whole.answer().body == pieces.answer().body);
}

// The head up to the first empty line, then the body.
HttpAnswer ReadAnswer(std::string_view text) {
  HttpAnswer answer;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    AddHeaderLine(answer, line);
    if (line.empty() || line == "\r") break;
  }
  answer.body = text;
  return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto exception = ParseException(text)) {
    Require(exception->code >= 0 && exception->text.size() <= 4096 + 3);
  }
  static_cast<void>(ParseProgress(text));
  Require(FirstLine(text).size() <= 120);
  ReadTsv(text, 1);
  ReadTsv(text, 3);
  ReadWholeAndInPieces(text);
  const HttpAnswer answer = ReadAnswer(text);
  VerdictContext context;
  context.place = "http://localhost:8123";
  const auto verdict = JudgeAnswer(answer, context);
  if (verdict) Require(answer.status == 200 && answer.IsFramed() && IsFromClickHouse(answer));
  // Whatever came, a transfer that did not end is no success.
  Transfer torn;
  torn.failure = TransferFailure::kBroken;
  torn.connected = true;
  torn.sent = true;
  torn.answer = answer;
  const auto torn_verdict = JudgeTransfer(torn, context);
  Require(!torn_verdict.has_value());
  Require(torn_verdict.error().delivery != Delivery::kNotSent);
  return 0;
}
