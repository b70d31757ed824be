#pragma once

// The newest client for scripts, and what two targets are compared by.

#include <string>

#include "db/session.h"
#include "examples/example.h"
#include "support/real_server.h"

namespace housewright::offline_sql {

// clickhouse-local of 26.7 on a data folder that no engine has open, to be followed by `< FILE`. It
// prints errors to stderr and always exits with 0. Beside the user that it runs as it has `user`,
// for dictionaries; its configuration goes to files in `folder`.
std::string LocalCommand(const std::string& data_path, const std::string& folder,
                         const engine::EngineUser& user);

// The fold of a journal, one line for each revision, without times and people.
std::string StateOf(db::Session& session, const std::string& database);

}  // namespace housewright::offline_sql
