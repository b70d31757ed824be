#pragma once

// The head of an answer, line by line as it comes. A ClickHouse server sends a progress header
// every so often while a statement runs, for hours where it takes hours, before the headers end:
// those are handed on and not kept. Of other headers only so much is taken. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/http_answer.h"
#include "db/session.h"

namespace housewright::db {

class AnswerHead {
 public:
  // Of one line, and of all lines that are no progress.
  static constexpr std::size_t kLongestLine = 64UL * 1024;
  static constexpr std::size_t kLongestHead = 256UL * 1024;

  // Reads lines from the front of `bytes`, and removes them, until the head has ended or the bytes
  // have. Interim answers (100 Continue) are skipped. False where this is no HTTP: see fault().
  bool Take(std::string_view& bytes, HttpAnswer& answer);

  bool ended() const { return ended_; }
  bool is_http10() const { return is_http10_; }
  const std::string& fault() const { return fault_; }
  // What has come since the last call, in order.
  std::vector<Progress> TakeProgress();

 private:
  bool TakeLine(std::string_view line, HttpAnswer& answer);
  bool TakeStatusLine(std::string_view line, HttpAnswer& answer);
  bool Fail(std::string fault);

  std::string line_;      // the beginning of one whose end has not come
  std::size_t kept_ = 0;  // bytes of lines that count for kLongestHead
  bool has_status_ = false;
  bool ended_ = false;
  bool is_http10_ = false;
  std::vector<Progress> progress_;
  std::string fault_;
};

}  // namespace housewright::db
