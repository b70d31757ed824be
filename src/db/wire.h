#pragma once

// A connection to a server, TCP or TLS, by Boost.Asio: bytes go both ways at once, on the caller's
// thread alone, and every wait ends in time. Knows nothing of HTTP.
//
// After a failure, a timeout or a stop the object is good for nothing but to be destroyed.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "db/http_transfer.h"
#include "db/session.h"

namespace housewright::db {

class Wire {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Makes the object only. Borrows the endpoint.
  explicit Wire(const Endpoint& endpoint);
  // TLS says goodbye without waiting for an answer.
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Finds the host, connects (ConnectToFirst) and shakes hands, all within the endpoint's connect
  // timeout.
  std::optional<Setback> Connect(const std::stop_token& stop);

  // Starts sending. The bytes must stay until sending() is false; before that there is no second
  // Send.
  void Send(std::string_view bytes);
  bool sending() const;
  // Whether what is sent from now on is given up after kUndelivered (session.h).
  void LimitDelivery(bool limited);
  // Nothing more can be sent. What came, and comes, can still be received: a server may answer
  // before it has read everything, and close.
  bool send_failed() const;

  // Waits until bytes came or went, or one of the directions ended; nothing: that has happened.
  // kIdle at `deadline`. kFailed with kOther where the system fails.
  std::optional<Setback> Wait(TimePoint deadline, const std::stop_token& stop);
  // What came with the last Wait; valid until the next one.
  std::string_view received() const;
  // Set once nothing more can be received: an empty text where the other side ended the connection
  // in an orderly way, and what went wrong otherwise.
  const std::optional<std::string>& end() const;

  // When bytes last came or went, or when Connect ended.
  TimePoint last_event() const;
  // False where a request must not be sent over this connection: the other side has closed it, or
  // may be about to because nobody has used it for too long, or sent something unasked.
  bool IsReusable() const;

 private:
  class Impl;
  const Endpoint& endpoint_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace housewright::db
