#pragma once

// What a scenario asks of a server and what it is answered, so that the model of a server
// (server.h) can be compared with a real one. The scenarios call production code: the model cannot
// know other texts than are sent.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/server_facts.h"
#include "db/session.h"
#include "journal/journal.h"
#include "journal/run_lock.h"
#include "server.h"

namespace housewright::simulation {

using Scenario = std::function<void(db::Session&, const db::ServerFacts&)>;
using Pass = std::function<db::QueryResult(const db::Request&)>;

// Plays it on whatever answers `pass`: a line for each request, with its answer. Times, ids and
// spellings that are a matter of chance or of versions are left out of both.
std::vector<std::string> Record(const Scenario& scenario, const db::ServerFacts& facts, Pass pass);
// On the model, which knows these statements besides what the journal and the lock send. A test
// failure where it is asked what it does not know.
std::vector<std::string> RecordOnModel(const Scenario& scenario, const db::ServerFacts& facts,
                                       Form form, const std::vector<exec::testing::Op>& ops = {});
// On a real server, whose database `database` stands for the model's `hw`.
db::QueryResult AskWithRealNames(db::Session& session, const db::Request& request,
                                 std::string_view database);
// Fails the test at each request that the two have answered differently.
void ExpectTheSame(const std::vector<std::string>& model, const std::vector<std::string>& real);

// Parts of scenarios. The run ids are a digit, sixteen times.
journal::LockOwner OwnerOf(char digit);
journal::RunLock::Attempt TryToLock(db::Session& session, const journal::RunLock::Place& place,
                                    const db::ServerFacts& facts, char digit);
// An epoch and an intent of the lock's run, or of run c without one; then what the journal has.
void AppendAndReadBack(db::Session& session, const journal::JournalName& name,
                       const db::ServerFacts& facts, const journal::RunLock* lock);

}  // namespace housewright::simulation
