#include "db/answer_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace housewright::db {
namespace {

constexpr std::string_view kStart = "HTTP/1.";
constexpr std::string_view kProgress = "x-clickhouse-progress:";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "HTTP/1.1 200", and what may follow.
bool IsStatusLine(std::string_view line) {
  constexpr std::string_view kShortest = "HTTP/1.1 200";
  return line.starts_with(kStart) && line.size() >= kShortest.size() && IsDigit(line[7]) &&
         line[8] == ' ' && line[9] != '0' && std::ranges::all_of(line.substr(9, 3), IsDigit) &&
         (line.size() == kShortest.size() || !IsDigit(line[kShortest.size()]));
}

// Readable by anyone whatever the bytes are: another protocol's greeting.
std::string Greeting(std::string_view line) {
  std::string text = FirstLine(line, 60);
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80U; }, '?');
  return fmt::format("its answer begins with '{}'", text);
}

}  // namespace

bool AnswerHead::Take(std::string_view& bytes, HttpAnswer& answer) {
  while (!ended_ && !bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const bool is_whole = end != std::string_view::npos;
    const std::string_view part = bytes.substr(0, is_whole ? end + 1 : bytes.size());
    bytes.remove_prefix(part.size());
    if (line_.size() + part.size() > kLongestLine) return Fail("a header of its answer is endless");
    line_ += part;
    // Told at once: the other side may wait for more from us before it ends its line.
    if (!has_status_ && !line_.starts_with(kStart.substr(0, line_.size()))) {
      return Fail(Greeting(line_));
    }
    if (!is_whole) return true;
    const bool is_fine = TakeLine(line_, answer);
    line_.clear();
    if (!is_fine) return false;
  }
  return true;
}

bool AnswerHead::TakeLine(std::string_view line, HttpAnswer& answer) {
  if (!has_status_) return TakeStatusLine(line, answer);
  if (EqualsIgnoringCase(line.substr(0, kProgress.size()), kProgress)) {
    if (auto progress = ParseProgress(Trim(line.substr(kProgress.size())))) {
      progress_.push_back(*progress);
    }
    return true;
  }
  kept_ += line.size();
  if (kept_ > kLongestHead) return Fail("the headers of its answer are endless");
  AddHeaderLine(answer, line);
  if (!answer.headers_ended) return true;
  const bool is_interim = answer.status / 100 == 1;
  if (is_interim) {
    answer = {};
    has_status_ = false;
    kept_ = 0;
  }
  ended_ = !is_interim;
  return true;
}

bool AnswerHead::TakeStatusLine(std::string_view line, HttpAnswer& answer) {
  if (!IsStatusLine(Trim(line))) return Fail(Greeting(line));
  is_http10_ = line[kStart.size()] == '0';
  has_status_ = true;
  kept_ = line.size();
  AddHeaderLine(answer, line);
  return true;
}

bool AnswerHead::Fail(std::string fault) {
  fault_ = std::move(fault);
  return false;
}

std::vector<Progress> AnswerHead::TakeProgress() { return std::exchange(progress_, {}); }

}  // namespace housewright::db
