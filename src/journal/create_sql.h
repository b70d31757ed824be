#pragma once

// The statement that makes the journal's table, for a run and for a script, and what else all
// writers of the state database share.

#include <map>
#include <string>
#include <string_view>

#include "db/server_facts.h"
#include "journal/journal.h"

namespace housewright::journal {

// `database`.`table`
std::string QuotedName(const JournalName& name);

// ClickHouse 20.10: "Add fsync support for MergeTree". Before, the settings are unknown and
// refused.
inline constexpr db::Version kKnowsFsync{20, 10, 0};
// What makes each INSERT durable, as in `SETTINGS a = 1, b = 2`.
inline constexpr std::string_view kFsyncSettings =
    "fsync_after_insert = 1, fsync_part_directory = 1";

// The KeeperMap table's engine, "KeeperMap('/housewright/aspects/journal') PRIMARY KEY seq". `key`
// is a column of the table.
std::string KeeperEngine(const JournalName& name, std::string_view leaf, std::string_view key);
// What made of `error` says that the server cannot keep a table in its Keeper, where that is it.
Error ExplainKeeper(Error error);

enum class IfThere : bool { kFails, kIsKept };
// Valid on every server where `fsync` is false; `fsync` does not matter in the Keeper.
std::string CreateTableSql(const JournalName& name, IfThere if_there, bool fsync);

// kNotFound, naming `housewright bootstrap`.
Error NoStateDatabase(const JournalName& name);

// With these the rows of an INSERT are there when it is answered, and none is dropped as a repeat.
// In the Keeper it is also a compare-and-swap: refused where one of the keys is there (999, "Node
// exists"), and not repeated by the server, which would meet its own rows.
std::map<std::string, std::string> InsertSettings(const db::ServerFacts& facts,
                                                  const JournalName& name);

}  // namespace housewright::journal
