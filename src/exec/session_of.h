#pragma once

// A db::Session of a model of a server, for the tests of exec: `Server` has the Execute that it
// passes on. Several may share one.

#include "db/session.h"

namespace housewright::exec::testing {

template <class Server>
class SessionOf final : public db::Session {
 public:
  explicit SessionOf(Server& server) : server_(server) {}
  db::QueryResult Execute(const db::Request& request) override { return server_.Execute(request); }
  const db::Endpoint& endpoint() const override { return endpoint_; }

 private:
  Server& server_;
  db::Endpoint endpoint_;
};

}  // namespace housewright::exec::testing
