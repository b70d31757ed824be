#pragma once

// Where an answer's body ends: its length, its chunks, or the connection's end. By Boost.Beast's
// parser, which is given the lines of the head that say so, and no others: whatever a server or a
// proxy writes into the rest cannot make an answer unreadable.

#include <memory>
#include <string>
#include <string_view>

#include "db/http_answer.h"

namespace housewright::db {

class AnswerFraming {
 public:
  // Of a head that has ended. See fault() for one that contradicts itself. Throws std::bad_alloc.
  AnswerFraming(const HttpAnswer& head, bool is_http10);
  ~AnswerFraming();

  // Appends the body that these bytes hold to `body`, and trailers to the headers of `answer`.
  // False where they are no such body: see fault().
  bool Take(std::string_view bytes, std::string& body, HttpAnswer& answer);
  // The connection has ended. False where something was still to come.
  bool TakeEnd();

  bool done() const;
  // After done(): another request may be sent over this connection.
  bool keeps_connection() const;
  const std::string& fault() const { return fault_; }

 private:
  class Parser;
  bool Put(std::string_view& bytes);

  std::unique_ptr<Parser> parser_;
  std::string unread_;  // the beginning of a chunk's head, or of trailers
  bool has_rest_ = false;
  std::string fault_;
};

}  // namespace housewright::db
