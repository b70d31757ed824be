#pragma once

// Reads one answer from the bytes of a connection: head, framing and compression. Its messages
// ("fault") fit behind "the server's answer cannot be read: ".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/answer_framing.h"
#include "db/answer_head.h"
#include "db/http_answer.h"
#include "db/inflater.h"

namespace housewright::db {

class AnswerReader {
 public:
  enum class State : std::uint8_t {
    kMore,     // the answer has not ended
    kDone,     // it is there, whole
    kNotHttp,  // see fault()
    kBroken,   // see fault()
  };

  // What the connection gave. Nothing more is taken once the state is another than kMore.
  State Take(std::string_view bytes);
  // The connection has ended: kDone where that is the end of the body, kBroken otherwise.
  State TakeEnd();

  State state() const { return state_; }
  const std::string& fault() const { return fault_; }
  // With kDone: another request may be sent over this connection.
  bool keeps_connection() const { return framing_ && framing_->keeps_connection(); }

  // What has come so far, also of an answer that cannot be read to its end.
  HttpAnswer& answer() { return answer_; }
  std::vector<Progress> TakeProgress() { return head_.TakeProgress(); }

 private:
  State TakeHead(std::string_view& bytes);
  State TakeBody(std::string_view bytes);
  State Finish();
  State Fail(State state, std::string fault);

  State state_ = State::kMore;
  std::string fault_;
  HttpAnswer answer_;
  AnswerHead head_;
  std::optional<AnswerFraming> framing_;  // behind the head
  std::optional<Inflater> inflater_;      // of a compressed body
  std::string packed_;  // of a compressed body: what was framed and is not unpacked
};

}  // namespace housewright::db
