#include "db/error_table.h"

#include <algorithm>
#include <array>

namespace housewright::db {
namespace {

constexpr bool kAmbiguous = true;
constexpr bool kSettled = false;

// The names are those of ClickHouse's src/Common/ErrorCodes.cpp as 26.7 has them (a test asks a
// real server with errorCodeToName); 379 was removed before that, and older servers still send it.
// What to do follows from when the server raises the code: before anything was done, after it
// accepted the statement, or in the middle, when blocks and hosts that came first keep what they
// got.
//
// Two rules that are easy to get wrong:
//   - "It is there already" (15, 44, 57, 82, 609) stops. Whether an object is ours from an
//     interrupted run is for the journal and a probe to say, which run before a statement is sent
//     again; an object of the same name that somebody else made is no success.
//   - With ON CLUSTER the server passes on the first host's code although other hosts may have
//     executed the statement: whatever this table says, such an outcome is to be probed per host.
constexpr std::array kRules = std::to_array<ErrorRule>({
    {6, "CANNOT_PARSE_TEXT", Reaction::kStop, kAmbiguous,
     "the data does not fit: a column's type change may already show in "
     "system.columns; change it back with MODIFY COLUMN"},
    {10, "NOT_FOUND_COLUMN_IN_BLOCK", Reaction::kStop, kSettled,
     "the column is not there: compare the table with what the revision expects"},
    {15, "DUPLICATE_COLUMN", Reaction::kStop, kSettled,
     "a column with this name is there already: compare its definition with the "
     "revision's"},
    {16, "NO_SUCH_COLUMN_IN_TABLE", Reaction::kStop, kSettled,
     "the column that the statement names is not in the table"},
    {27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED", Reaction::kStop, kAmbiguous,
     "correct the data or the format that the statement names"},
    {32, "ATTEMPT_TO_READ_AFTER_EOF", Reaction::kProbe, kAmbiguous, ""},
    {33, "CANNOT_READ_ALL_DATA", Reaction::kProbe, kAmbiguous, ""},
    {36, "BAD_ARGUMENTS", Reaction::kStop, kSettled, ""},
    {42, "NUMBER_OF_ARGUMENTS_DOESNT_MATCH", Reaction::kStop, kSettled, ""},
    {43, "ILLEGAL_TYPE_OF_ARGUMENT", Reaction::kStop, kSettled, ""},
    {44, "ILLEGAL_COLUMN", Reaction::kStop, kSettled,
     "a column or an index with this name is there already, or this engine does not "
     "allow it"},
    {46, "UNKNOWN_FUNCTION", Reaction::kStop, kSettled,
     "the server has no such function: it may be too old, or the function is made by a "
     "later revision"},
    {47, "UNKNOWN_IDENTIFIER", Reaction::kStop, kSettled, ""},
    {48, "NOT_IMPLEMENTED", Reaction::kStop, kSettled,
     "this server, engine or database does not support the statement"},
    {50, "UNKNOWN_TYPE", Reaction::kStop, kSettled,
     "the server does not know the type: it may be too old for it"},
    {53, "TYPE_MISMATCH", Reaction::kStop, kSettled, ""},
    {57, "TABLE_ALREADY_EXISTS", Reaction::kStop, kSettled,
     "a table with this name is there already: compare its definition with the "
     "revision's before adopting it"},
    {59, "ILLEGAL_TYPE_OF_COLUMN_FOR_FILTER", Reaction::kStop, kSettled, ""},
    {60, "UNKNOWN_TABLE", Reaction::kStop, kSettled,
     "the table is not there: on this host, at least; check the order of the revisions "
     "and the node"},
    {62, "SYNTAX_ERROR", Reaction::kStop, kSettled, ""},
    {70, "CANNOT_CONVERT_TYPE", Reaction::kStop, kSettled, ""},
    {73, "UNKNOWN_FORMAT", Reaction::kStop, kSettled, ""},
    {76, "CANNOT_OPEN_FILE", Reaction::kStop, kSettled, ""},
    {80, "INCORRECT_QUERY", Reaction::kStop, kSettled, ""},
    {81, "UNKNOWN_DATABASE", Reaction::kStop, kSettled,
     "create the database in the bootstrap, or check the variable that names it"},
    {82, "DATABASE_ALREADY_EXISTS", Reaction::kStop, kSettled,
     "a database with this name is there already"},
    {115, "UNKNOWN_SETTING", Reaction::kStop, kSettled,
     "the server does not know the setting: it may be too old for it; remove it from "
     "the target's settings"},
    {117, "INCORRECT_DATA", Reaction::kStop, kAmbiguous, ""},
    {122, "INCOMPATIBLE_COLUMNS", Reaction::kStop, kSettled,
     "the replica's columns differ from those in Keeper: compare create_table_query on "
     "all replicas"},
    {128, "TOO_LARGE_ARRAY_SIZE", Reaction::kStop, kSettled, ""},
    {131, "TOO_LARGE_STRING_SIZE", Reaction::kStop, kSettled, ""},
    {139, "NO_ELEMENTS_IN_CONFIG", Reaction::kStop, kSettled,
     "the server's configuration lacks something that the statement needs: a macro "
     "such as {cluster}, or the DDL worker"},
    {158, "TOO_MANY_ROWS", Reaction::kStop, kSettled, ""},
    {159, "TIMEOUT_EXCEEDED", Reaction::kWait, kAmbiguous,
     "hosts that were too slow execute it in the background: see "
     "system.distributed_ddl_queue"},
    {160, "TOO_SLOW", Reaction::kProbe, kAmbiguous, ""},
    {164, "READONLY", Reaction::kStop, kSettled,
     "the user's profile is read-only: migrate with a user that may write"},
    {170, "BAD_GET", Reaction::kStop, kSettled, ""},
    {181, "ILLEGAL_FINAL", Reaction::kStop, kSettled, ""},
    {184, "ILLEGAL_AGGREGATION", Reaction::kStop, kSettled, ""},
    {192, "UNKNOWN_USER", Reaction::kStop, kSettled, ""},
    {193, "WRONG_PASSWORD", Reaction::kStop, kSettled, ""},
    {194, "REQUIRED_PASSWORD", Reaction::kStop, kSettled, ""},
    {195, "IP_ADDRESS_NOT_ALLOWED", Reaction::kStop, kSettled, ""},
    {202, "TOO_MANY_SIMULTANEOUS_QUERIES", Reaction::kRetry, kSettled, ""},
    {203, "NO_FREE_CONNECTION", Reaction::kRetry, kSettled, ""},
    {209, "SOCKET_TIMEOUT", Reaction::kProbe, kAmbiguous, ""},
    {210, "NETWORK_ERROR", Reaction::kProbe, kAmbiguous, ""},
    {215, "NOT_AN_AGGREGATE", Reaction::kStop, kSettled, ""},
    {216, "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING", Reaction::kProbe, kAmbiguous,
     "a statement with this query id still runs"},
    {218, "TABLE_IS_DROPPED", Reaction::kProbe, kAmbiguous, ""},
    {219, "DATABASE_NOT_EMPTY", Reaction::kStop, kSettled,
     "the database holds tables still: drop them first"},
    {225, "NO_ZOOKEEPER", Reaction::kProbe, kAmbiguous,
     "Keeper is not configured or cannot be reached: see system.zookeeper_connection"},
    {236, "ABORTED", Reaction::kProbe, kAmbiguous, ""},
    {241, "MEMORY_LIMIT_EXCEEDED", Reaction::kProbe, kAmbiguous,
     "the statement needs more memory than it may have: blocks that were inserted "
     "before stay; do it in parts"},
    {242, "TABLE_IS_READ_ONLY", Reaction::kRetry, kSettled,
     "the replica is read-only, mostly because it lost Keeper: see "
     "system.replicas.zookeeper_exception; SYSTEM RESTORE REPLICA where its metadata "
     "is gone"},
    {243, "NOT_ENOUGH_SPACE", Reaction::kProbe, kAmbiguous,
     "the disk is full: free space before going on"},
    {244, "UNEXPECTED_ZOOKEEPER_ERROR", Reaction::kProbeThenRetry, kAmbiguous, ""},
    {252, "TOO_MANY_PARTS", Reaction::kProbeThenRetry, kAmbiguous,
     "too many parts: wait for merges, insert in fewer and bigger blocks"},
    {253, "REPLICA_ALREADY_EXISTS", Reaction::kStop, kSettled,
     "the replica's name is still taken in Keeper: an earlier table may wait to be "
     "removed (system.dropped_tables); drop with SYNC; never SYSTEM DROP REPLICA "
     "meanwhile"},
    {254, "NO_ACTIVE_REPLICAS", Reaction::kRetry, kSettled, ""},
    {279, "ALL_CONNECTION_TRIES_FAILED", Reaction::kProbe, kAmbiguous, ""},
    {285, "TOO_FEW_LIVE_REPLICAS", Reaction::kProbe, kAmbiguous, ""},
    {286, "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE", Reaction::kProbe, kAmbiguous, ""},
    {290, "LIMIT_EXCEEDED", Reaction::kStop, kSettled, ""},
    {305, "TABLE_WAS_NOT_DROPPED", Reaction::kProbe, kAmbiguous, ""},
    {319, "UNKNOWN_STATUS_OF_INSERT", Reaction::kProbeThenRetry, kAmbiguous, ""},
    {341, "UNFINISHED", Reaction::kProbe, kAmbiguous,
     "accepted, but not finished: see system.mutations.latest_fail_reason and "
     "system.replicas.active_replicas"},
    {344, "SUPPORT_IS_DISABLED", Reaction::kStop, kSettled, ""},
    {349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN", Reaction::kStop, kSettled, ""},
    {359, "TABLE_SIZE_EXCEEDS_MAX_DROP_SIZE_LIMIT", Reaction::kStop, kSettled,
     "the table or partition is bigger than max_table_size_to_drop or "
     "max_partition_size_to_drop: raise it for this statement, on purpose"},
    {371, "INCONSISTENT_CLUSTER_DEFINITION", Reaction::kStop, kSettled, ""},
    {374, "INVALID_SESSION_TIMEOUT", Reaction::kStop, kSettled, ""},
    {379, "UNKNOWN_STATUS_OF_DISTRIBUTED_DDL_TASK", Reaction::kProbe, kAmbiguous, ""},
    {386, "NO_COMMON_TYPE", Reaction::kStop, kSettled, ""},
    {392, "QUERY_IS_PROHIBITED", Reaction::kStop, kSettled, ""},
    {394, "QUERY_WAS_CANCELLED", Reaction::kProbe, kAmbiguous,
     "somebody stopped the statement with KILL QUERY, or a limit did"},
    {395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", Reaction::kStop, kSettled, ""},
    {396, "TOO_MANY_ROWS_OR_BYTES", Reaction::kStop, kSettled, ""},
    {420, "CANNOT_UPDATE_COLUMN", Reaction::kStop, kSettled, ""},
    {425, "SYSTEM_ERROR", Reaction::kProbe, kAmbiguous, ""},
    {439, "CANNOT_SCHEDULE_TASK", Reaction::kRetry, kSettled, ""},
    {450, "BAD_TTL_EXPRESSION", Reaction::kStop, kSettled, ""},
    {452, "SETTING_CONSTRAINT_VIOLATION", Reaction::kStop, kSettled,
     "a constraint of the user's profile forbids this value of the setting"},
    {472, "READONLY_SETTING", Reaction::kStop, kSettled,
     "the user's profile forbids changing the setting"},
    {473, "DEADLOCK_AVOIDED", Reaction::kRetry, kSettled,
     "another query holds the table's lock: see system.processes"},
    {478, "UNKNOWN_POLICY", Reaction::kStop, kSettled, ""},
    {481, "PATH_ACCESS_DENIED", Reaction::kStop, kSettled, ""},
    {492, "ACCESS_ENTITY_NOT_FOUND", Reaction::kStop, kSettled, ""},
    {493, "ACCESS_ENTITY_ALREADY_EXISTS", Reaction::kStop, kSettled, ""},
    {495, "ACCESS_STORAGE_READONLY", Reaction::kStop, kSettled,
     "users and roles of this server are read-only: they come from its configuration "
     "files"},
    {497, "ACCESS_DENIED", Reaction::kStop, kSettled,
     "the user lacks a grant, which the message names"},
    {511, "UNKNOWN_ROLE", Reaction::kStop, kSettled, ""},
    {512, "SET_NON_GRANTED_ROLE", Reaction::kStop, kSettled, ""},
    {514, "ACCESS_STORAGE_FOR_INSERTION_NOT_FOUND", Reaction::kStop, kSettled,
     "this server has no place to store users and roles: they come from its "
     "configuration files"},
    {516, "AUTHENTICATION_FAILED", Reaction::kStop, kSettled,
     "check user and password of the target"},
    {517, "CANNOT_ASSIGN_ALTER", Reaction::kRetry, kSettled,
     "the replica was not up to date with an earlier ALTER: where this stays for "
     "minutes, SYSTEM RESTART REPLICA"},
    {519, "NO_REMOTE_SHARD_AVAILABLE", Reaction::kProbe, kAmbiguous, ""},
    {521, "ATOMIC_RENAME_FAIL", Reaction::kProbe, kAmbiguous, ""},
    {524, "ALTER_OF_COLUMN_IS_FORBIDDEN", Reaction::kStop, kSettled,
     "the column is a part of the key, a version or sign column, or a materialized "
     "view reads it"},
    {571, "DATABASE_REPLICATION_FAILED", Reaction::kProbe, kAmbiguous, ""},
    {582, "NO_SUCH_PROJECTION_IN_TABLE", Reaction::kStop, kSettled, ""},
    {598, "BACKUP_ALREADY_EXISTS", Reaction::kStop, kSettled, ""},
    {599, "BACKUP_NOT_FOUND", Reaction::kStop, kSettled, ""},
    {607, "CANNOT_RESTORE_DATABASE", Reaction::kProbe, kAmbiguous, ""},
    {609, "FUNCTION_ALREADY_EXISTS", Reaction::kStop, kSettled,
     "a function with this name is there already"},
    {630, "HAVE_DEPENDENT_OBJECTS", Reaction::kStop, kSettled,
     "other objects depend on it: drop or change them first"},
    {636, "CANNOT_EXTRACT_TABLE_STRUCTURE", Reaction::kStop, kSettled, ""},
    {648, "WRONG_DDL_RENAMING_SETTINGS", Reaction::kStop, kSettled, ""},
    {668, "INVALID_STATE", Reaction::kProbe, kAmbiguous, ""},
    {669, "NAMED_COLLECTION_DOESNT_EXIST", Reaction::kStop, kSettled, ""},
    {691, "UNKNOWN_ELEMENT_OF_ENUM", Reaction::kStop, kSettled,
     "the table holds values that the new enumeration lacks"},
    {692, "TOO_MANY_MUTATIONS", Reaction::kRetry, kSettled,
     "too many unfinished mutations: see system.mutations WHERE NOT is_done"},
    {701, "CLUSTER_DOESNT_EXIST", Reaction::kStop, kSettled,
     "the server's configuration has no such cluster: see system.clusters"},
    {720, "USER_EXPIRED", Reaction::kStop, kSettled, ""},
    {722, "ASYNC_LOAD_WAIT_FAILED", Reaction::kProbe, kAmbiguous, ""},
    {733, "TABLE_IS_BEING_RESTARTED", Reaction::kRetry, kSettled, ""},
    {741, "TABLE_UUID_MISMATCH", Reaction::kRetry, kSettled,
     "another table took the place of this one (EXCHANGE, CREATE OR REPLACE) while the statement "
     "began"},
    {745, "SERVER_OVERLOADED", Reaction::kRetry, kSettled, ""},
    {746, "DEPENDENCIES_NOT_FOUND", Reaction::kStop, kSettled, ""},
    {774, "TABLE_IS_PERMANENTLY_READ_ONLY", Reaction::kStop, kSettled,
     "the replica is read-only for good: it needs a person"},
    {999, "KEEPER_EXCEPTION", Reaction::kProbeThenRetry, kAmbiguous,
     "Keeper failed or refused in the middle of the operation: see "
     "system.zookeeper_connection"},
    {1000, "POCO_EXCEPTION", Reaction::kProbe, kAmbiguous, ""},
    {1001, "STD_EXCEPTION", Reaction::kProbe, kAmbiguous, ""},
    {1002, "UNKNOWN_EXCEPTION", Reaction::kProbe, kAmbiguous, ""},
});

static_assert(std::ranges::is_sorted(kRules, {}, &ErrorRule::code));

}  // namespace

std::string_view ReactionName(Reaction reaction) {
  switch (reaction) {
    case Reaction::kRetry:
      return "retry";
    case Reaction::kWait:
      return "wait";
    case Reaction::kProbe:
      return "probe";
    case Reaction::kProbeThenRetry:
      return "probe, then retry";
    case Reaction::kStop:
      return "stop";
  }
  return "stop";
}

std::span<const ErrorRule> ErrorRules() { return kRules; }

const ErrorRule* FindErrorRule(int code) {
  const auto found = std::ranges::lower_bound(kRules, code, {}, &ErrorRule::code);
  return found != kRules.end() && found->code == code ? &*found : nullptr;
}

}  // namespace housewright::db
