#pragma once

// One history of the nasty project on a real server: a run that meets a fault, the runs after it,
// and what must be true in the end.

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "db/session.h"
#include "reliability/nasty.h"
#include "reliability/proxy.h"
#include "reliability/tool.h"

namespace housewright::reliability {

// What happens to a process.
enum class Blow : std::uint8_t {
  kNone,
  kKill,            // SIGKILL to the tool
  kTerminate,       // SIGTERM
  kInterrupt,       // SIGINT once
  kInterruptTwice,  // and again: it ends at once
  kServerDies,      // or whatever the test does to it
};

struct FaultKind {
  std::string name;
  Wire wire = Wire::kWhole;
  Moment moment = Moment::kArrived;
  Blow blow = Blow::kNone;
};

// All but those of the server's own death.
const std::vector<FaultKind>& KindsOfFault();

// What a run leads to: the tool's arguments, and where the history begins.
struct Goal {
  std::vector<std::string> before;  // a run without faults that comes first; empty: none
  std::vector<std::string> command;
};

void PrintTo(const Goal& goal, std::ostream* out);  // for GoogleTest

class Trial {
 public:
  // All outlive it. `database` is the trial's own: dropped at its beginning and its end.
  Trial(const db::Endpoint& server, Proxy& proxy, const std::string& folder, std::string database,
        ServerKind kind);
  ~Trial();
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  // Makes the database anew, and runs what the goal asks for before.
  void Begin(const Goal& goal);
  // A run through the proxy whose request `at` meets the fault. `kill_server` ends the server.
  Ended RunWithFault(const Goal& goal, const FaultKind& kind, int at,
                     const std::function<void()>& kill_server = {});
  // Runs again until the goal is reached; where nobody can know what became of a statement, a
  // person looks at the server and says. A test failure where it takes more than a few runs.
  void RunToTheEnd(const Goal& goal);
  // After a restart of the server.
  void UseServer(const db::Endpoint& server);

  // Schema and rows, with the database's name left out.
  std::string Contents();
  // The journal must only have grown since the last call.
  void CheckJournalOnlyGrew();
  // No statement of any run was finished twice, as far as the server's query log goes.
  void CheckNothingFinishedTwice();
  int asked_a_person() const { return asked_a_person_; }

  Variables VariablesFor(const std::string& url) const;
  // Of a run that is to meet no fault: with the lease that users have. A machine that stalls for as
  // long as the short one is no fault of the tool's, which then stops.
  Variables WithoutFaults() const;
  std::string Ask(const std::string& sql);
  const std::string& database() const { return database_; }
  const std::string& folder() const { return folder_; }
  std::string server_url() const;

 private:
  void Drop();
  void DecideAsAPerson(const std::string& output);

  db::Endpoint server_;
  Proxy& proxy_;
  const std::string& folder_;
  std::string database_;
  ServerKind kind_;
  std::unique_ptr<db::Session> session_;
  std::string journal_;  // as last seen
  int asked_a_person_ = 0;
};

}  // namespace housewright::reliability
