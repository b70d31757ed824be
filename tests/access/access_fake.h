#pragma once

// A fake that keeps users, for tests: no ClickHouse of this machine has a storage for them. It
// stands in front of a real 26.7. Statements about users and grants are parsed by the real server
// (formatQuery) and kept here, logins are checked here; everything else goes to the real server.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/access_fake_state.h"
#include "base/result.h"
#include "db/session.h"
#include "testing/scripted_server.h"

namespace housewright::testing {

class AccessFake {
 public:
  // In front of the server at `real`, whose user may do everything.
  explicit AccessFake(db::Endpoint real);

  std::string url() const;
  // The statements about users and grants that came, SHOW GRANTS apart, as they came.
  std::vector<std::string> TakeStatements();
  std::string PasswordOf(const std::string& user);
  // Users may ask for their own grants, and the user who migrates for no one else's.
  void HideGrants() { hides_grants_ = true; }

 private:
  struct Call {
    std::string target;  // "/?query_id=..."
    std::string user, key, body;
  };
  using Answer = AccessFakeState::Answer;

  static Call Read(const std::string& request);
  void Serve(ScriptedConnection& connection);
  Answer Handle(const Call& call, db::Session& real);
  Answer RunAccess(const std::string& sql, db::Session& real);
  Answer Forward(const Call& call, db::Session& real);

  db::Endpoint real_;
  std::mutex mutex_;
  AccessFakeState state_;
  std::vector<std::string> statements_;
  bool hides_grants_ = false;
  std::unique_ptr<ScriptedServer> server_;  // last: its threads use the rest
};

}  // namespace housewright::testing
