#include "db/answer_reader.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace housewright::db {
namespace {

bool IsCompressed(std::string_view encoding) {
  return EqualsIgnoringCase(encoding, "gzip") || EqualsIgnoringCase(encoding, "x-gzip") ||
         EqualsIgnoringCase(encoding, "deflate");
}

bool IsPlain(std::string_view encoding) {
  return encoding.empty() || EqualsIgnoringCase(encoding, "identity");
}

}  // namespace

AnswerReader::State AnswerReader::Take(std::string_view bytes) {
  if (state_ != State::kMore) return state_;
  if (!framing_ && TakeHead(bytes) != State::kMore) return state_;
  return framing_ ? TakeBody(bytes) : state_;
}

AnswerReader::State AnswerReader::TakeHead(std::string_view& bytes) {
  if (!head_.Take(bytes, answer_)) return Fail(State::kNotHttp, head_.fault());
  if (!head_.ended()) return state_;
  framing_.emplace(answer_, head_.is_http10());
  if (!framing_->fault().empty()) return Fail(State::kNotHttp, framing_->fault());
  const std::string_view encoding = answer_.Header("content-encoding");
  if (IsCompressed(encoding)) {
    inflater_.emplace();
  } else if (!IsPlain(encoding)) {
    return Fail(State::kBroken, fmt::format("it is packed as '{}'", FirstLine(encoding, 40)));
  }
  // Bytes behind an answer without a body are TakeBody's, too: it notes that there are some.
  return framing_->done() && bytes.empty() ? Finish() : state_;
}

AnswerReader::State AnswerReader::TakeBody(std::string_view bytes) {
  if (bytes.empty()) return state_;
  const bool is_framed = framing_->Take(bytes, inflater_ ? packed_ : answer_.body, answer_);
  if (inflater_) {
    const bool is_packed = inflater_->Take(packed_, answer_.body);
    packed_.clear();
    if (!is_packed) return Fail(State::kBroken, "it is not packed as it says");
  }
  if (!is_framed) return Fail(State::kBroken, framing_->fault());
  return framing_->done() ? Finish() : state_;
}

AnswerReader::State AnswerReader::TakeEnd() {
  if (state_ != State::kMore) return state_;
  if (!framing_ || !framing_->TakeEnd()) return Fail(State::kBroken, "closed by the server");
  return Finish();
}

AnswerReader::State AnswerReader::Finish() {
  if (inflater_ && !inflater_->complete()) {
    return Fail(State::kBroken, "what it packed has no end");
  }
  return state_ = State::kDone;
}

AnswerReader::State AnswerReader::Fail(State state, std::string fault) {
  fault_ = std::move(fault);
  return state_ = state;
}

}  // namespace housewright::db
