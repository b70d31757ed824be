#pragma once

// Running a statement by the partitions of a table that it reads. The SQL stays as it is: the
// server's setting additional_table_filters (22.7) keeps the other partitions' rows out of it.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "exec/unit.h"
#include "sql/statement_facts.h"

namespace housewright::exec {

// The ids of the partitions that have active parts, sorted. kUnsupported where the table is not of
// the MergeTree family: only these have parts to be listed; its database is asked for where
// `source` names none. Any other error as the server gave it.
Result<std::vector<std::string>> ListPartitions(db::Session& session, sql::ObjectName& source);

// A filter of the same table in `settings` is replaced: the caller has refused it before.
void AddChunkFilter(std::map<std::string, std::string>& settings, const Chunk& chunk);

// Empty, or why a statement with these settings cannot be run in chunks.
std::string WhyNoChunks(const std::map<std::string, std::string>& settings);

}  // namespace housewright::exec
