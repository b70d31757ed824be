#pragma once

// The bytes of a request in the blocks in which they are sent: each is handed out once, and there
// is no way back. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "db/http_request.h"

namespace housewright::db {

class OutgoingRequest {
 public:
  // `target` as BuildTarget makes it, `headers` as BuildHeaders does. Borrows `body`. The length is
  // announced where it is known, and the body sent in chunks otherwise.
  OutgoingRequest(const Endpoint& endpoint, std::string_view target,
                  const std::vector<std::string>& headers, BodyStream& body);

  // The next bytes, valid until the next call; the head and the beginning of the body come first.
  // Empty where the body cannot be read (BodyStream::failed).
  std::string_view Next();
  // True once the last block was handed out.
  bool done() const { return done_; }

 private:
  void AppendBody();

  BodyStream& body_;
  std::string block_;
  std::string chunk_;  // of a compressed body: what comes into the block next
  bool begun_ = false;
  bool done_ = false;
};

}  // namespace housewright::db
