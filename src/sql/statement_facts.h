#pragma once

// What can be said of one statement from its tokens alone: its verb, the objects it names, how it
// may be classed. No full parser: what is not understood is kOther, and everything that reads these
// facts must treat that as "anything".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::sql {

enum class Verb : std::uint8_t {
  kCreate,
  kDrop,
  kAlter,
  kRename,
  kExchange,
  kInsert,
  kAttach,
  kDetach,
  kTruncate,
  kOptimize,
  kGrant,
  kRevoke,
  kSet,
  kUse,
  kSystem,
  kSelect,
  kDelete,
  kUpdate,
  kKill,
  kUndrop,
  kReplace,
  kOther,
};

enum class ObjectKind : std::uint8_t {
  kNone,
  kDatabase,
  kTable,
  kView,
  kMaterializedView,
  kDictionary,
  kFunction,
  kUser,
  kRole,
  kQuota,
  kRowPolicy,
  kSettingsProfile,
  kNamedCollection,
  kOther,
};

// How a statement acts, the word that a plan shows.
enum class StatementClass : std::uint8_t {
  kMetadata,     // CREATE, ALTER ADD COLUMN, RENAME, COMMENT: no data is read or written
  kMutation,     // ALTER UPDATE/DELETE, MATERIALIZE, MODIFY COLUMN: data parts are rewritten in the
                 // background
  kData,         // INSERT, OPTIMIZE, ATTACH PARTITION FROM: data is written now
  kDestructive,  // DROP, TRUNCATE, DROP COLUMN, DROP PARTITION: data is lost
  kAccess,       // users, roles, grants, quotas, row policies, settings profiles
  kSession,      // SET, USE: acts on the connection only
  kQuery,        // SELECT, SHOW, DESCRIBE, EXISTS
  kSystem,       // SYSTEM ..., KILL ...
  kUnknown,
};

std::string_view VerbName(Verb verb);                     // "CREATE"
std::string_view ObjectKindName(ObjectKind kind);         // "materialized view"
std::string_view StatementClassName(StatementClass cls);  // "metadata"

struct ObjectName {
  std::string database;  // empty where the statement does not say
  std::string name;      // unquoted
  // The name was written as a string literal, as those of users may be; Summarize hides it.
  bool from_literal = false;
  friend bool operator==(const ObjectName&, const ObjectName&) = default;
};

enum class AlterActionKind : std::uint8_t {
  kAddColumn,
  kDropColumn,
  kRenameColumn,
  kModifyColumn,
  kCommentColumn,
  kClearColumn,
  kAddIndex,
  kDropIndex,
  kClearPart,  // CLEAR INDEX, CLEAR PROJECTION: the definition stays
  kAddProjection,
  kDropProjection,
  kAddConstraint,
  kDropConstraint,
  kMaterialize,
  kUpdate,
  kDelete,
  kModifyOrderBy,
  kModifyTtl,
  kModifySetting,
  kModifyQuery,
  kModifyComment,
  kAttachPartition,
  kDetachPartition,
  kDropPartition,
  kReplacePartition,
  kMovePartition,
  kFreeze,
  kOther,
};

struct AlterAction {
  AlterActionKind kind = AlterActionKind::kOther;
  std::string name;            // column, index, ...; unquoted
  std::string new_name;        // RENAME COLUMN only
  bool if_exists = false;      // IF EXISTS
  bool if_not_exists = false;  // IF NOT EXISTS
  // Behind PARTITION, as written ("202401", "('a', 1)", "ID 'x'"); empty for actions without one,
  // and for PART.
  std::string partition;
  // FROM or TO TABLE of ATTACH, REPLACE and MOVE PARTITION; its name is empty where there is none.
  ObjectName other;
};

struct StatementFacts {
  Verb verb = Verb::kOther;
  ObjectKind object_kind = ObjectKind::kNone;
  // CREATE, ALTER, DROP, INSERT INTO...: the objects acted on, in order. RENAME and EXCHANGE: the
  // old (first) names.
  std::vector<ObjectName> objects;
  std::vector<ObjectName> new_names;  // RENAME and EXCHANGE: parallel to `objects`
  std::vector<AlterAction> actions;   // ALTER TABLE
  bool if_exists = false;
  bool if_not_exists = false;
  bool or_replace = false;
  bool temporary = false;
  bool sync = false;       // DROP ... SYNC
  bool as_select = false;  // CREATE TABLE ... AS SELECT, POPULATE, INSERT ... SELECT
  std::string on_cluster;  // the name behind ON CLUSTER, unquoted
  StatementClass statement_class = StatementClass::kUnknown;
};

StatementFacts Describe(std::string_view statement);

// "CREATE TABLE xapi.events", "INSERT INTO a.b", "ALTER TABLE a.b (ADD COLUMN c, DROP COLUMN d)":
// one line for people, made of the facts, so that it never holds a literal (which may be a secret).
std::string Summarize(const StatementFacts& facts);

}  // namespace housewright::sql
