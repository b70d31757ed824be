#pragma once

// A proxy between the tool and a real server that numbers the requests of the tool and does
// something to one of them: every step of the run protocol is a request, so the faults of its
// process, its server and the network between them are all set off here.

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "db/session.h"
#include "testing/scripted_server.h"

namespace housewright::reliability {

// What becomes of the request.
enum class Wire : std::uint8_t {
  kWhole,           // delivered, and so is its answer
  kNotSent,         // the connection is reset before the server sees it
  kNoAnswer,        // the server executes it, the connection is closed without an answer
  kHalfAnswer,      // half of the answer's bytes, then the connection is closed
  kBadGateway,      // 502 of a proxy, the server never sees it
  kGatewayTimeout,  // 504 of a proxy, while the server executes it
  kLateException,   // executed, and answered with 200 and then an exception in the body
  kLateAnswer,      // the answer comes when the tool has given up waiting (idle_timeout)
  kAbandoned,       // the server gets it, and the proxy does not wait for what it does
};

// When `then` is called.
enum class Moment : std::uint8_t {
  kArrived,   // the proxy has the whole request, the server has nothing
  kSent,      // the server has the whole request
  kAnswered,  // the server has answered, the tool has not heard of it
};

struct Fault {
  std::string name;
  Wire wire = Wire::kWhole;
  Moment moment = Moment::kArrived;
  std::function<void()> then = {};
};

class Proxy {
 public:
  explicit Proxy(const db::Endpoint& server);

  // Where the tool is to connect to.
  std::string url() const;
  // For the requests from now on: a server that was started anew, or another one altogether.
  void SetServer(const db::Endpoint& server);
  // Counts from 1 again; request `at` meets `fault` (0: none does).
  void Arm(int at, Fault fault);
  // No request meets a fault any more; the count stays.
  void Disarm();
  // Since the last Arm: of each request the query id, or where it has none its first words.
  std::vector<std::string> requests() const;

 private:
  void Serve(testing::ScriptedConnection& tool);
  std::uint16_t server_port() const;

  mutable std::mutex mutex_;
  std::uint16_t server_port_;
  int at_ = 0;
  Fault fault_;
  std::vector<std::string> requests_;
  testing::ScriptedServer listener_;  // the last member: its threads use all the others
};

}  // namespace housewright::reliability
