// Everything that a server sends: headers, exceptions in each form, progress, TSV rows. Bytes of
// any kind must be read without a crash, and never turned into success by accident.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

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
