#include <fmt/format.h>

#include "db/server_codes.h"
#include "journal/columns.h"
#include "journal/create_sql.h"
#include "journal/journal.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

// An older server answers code 115 to a setting that it does not know. async_insert is on by
// default since 26.x, and then the answer may come before the rows are anywhere.
constexpr db::Version kKnowsAsyncInsert{21, 11, 0};

// Of the server's configuration; without it every CREATE with the engine KeeperMap is refused.
constexpr std::string_view kPrefixSetting = "keeper_map_path_prefix";

}  // namespace

Error NoStateDatabase(const JournalName& name) {
  return Error(ErrorCode::kNotFound,
               fmt::format("the database {} for the journal is not there", name.database))
      .WithAdvice("run `housewright bootstrap`, or create the database");
}

std::map<std::string, std::string> InsertSettings(const db::ServerFacts& facts,
                                                  const JournalName& name) {
  std::map<std::string, std::string> settings{{"insert_deduplicate", "0"}};
  if (facts.version >= kKnowsAsyncInsert) settings["async_insert"] = "0";
  if (name.in_keeper()) {
    settings["keeper_map_strict_mode"] = "1";
    settings["insert_keeper_max_retries"] = "0";
  }
  return settings;
}

std::string KeeperEngine(const JournalName& name, std::string_view leaf, std::string_view key) {
  return fmt::format("KeeperMap({}) PRIMARY KEY {}",
                     sql::QuoteString(fmt::format("{}/{}", name.keeper_path, leaf)), key);
}

Error ExplainKeeper(Error error) {
  const int code = error.server_code().value_or(0);
  const auto says = [&](std::string_view text) {
    return error.message().find(text) != std::string::npos;
  };
  // 18.16 takes exception at PRIMARY KEY before it finds that it has no such engine.
  const bool is_switched_off =
      code == db::code::kBadArguments && (says(kPrefixSetting) || says("Engine KeeperMap"));
  if (!is_switched_off && code != db::code::kUnknownStorage) return error;
  return Error(ErrorCode::kUnsupported,
               fmt::format("the server keeps no table in its Keeper, and the target has a "
                           "keeper_path: {}",
                           error.message()))
      .WithServerCode(code)
      .WithAdvice(fmt::format(
          "set {} (and zookeeper) in the server's configuration, which needs ClickHouse 23.8 or "
          "later; or take keeper_path out of the target",
          kPrefixSetting));
}

std::string QuotedName(const JournalName& name) {
  return sql::QuoteIdentifier(name.database) + "." + sql::QuoteIdentifier(name.table);
}

std::string CreateTableSql(const JournalName& name, IfThere if_there, bool fsync) {
  const std::string engine =
      name.in_keeper() ? KeeperEngine(name, "journal", "seq")
                       : fmt::format("MergeTree ORDER BY seq SETTINGS index_granularity = 8192{}{}",
                                     fsync ? ", " : "", fsync ? kFsyncSettings : "");
  return fmt::format("CREATE TABLE {}{} ({}) ENGINE = {}",
                     if_there == IfThere::kIsKept ? "IF NOT EXISTS " : "", QuotedName(name),
                     ColumnDefinitions(), engine);
}

Result<bool> CreateJournal(db::Session& session, const JournalName& name,
                           const db::ServerFacts& facts) {
  bool fsync = facts.version >= kKnowsFsync && !name.in_keeper();
  for (int round = 1;; ++round) {
    const std::string sql = CreateTableSql(name, IfThere::kFails, fsync);
    auto answer = session.Execute({.sql = sql});
    if (answer) return true;
    Error& error = answer.error().error;
    const int code = error.server_code().value_or(0);
    // Another run was first, or an answer of our own was lost: a reader checks the columns anyway.
    if (code == db::code::kTableExists) return false;
    if (code == db::code::kUnknownDatabase) return Fail(NoStateDatabase(name));
    // 36 is how 18.16 answers an unknown setting of a MergeTree table.
    const bool knows_no_fsync =
        fsync && (code == db::code::kUnknownSetting || code == db::code::kBadArguments);
    fsync = fsync && !knows_no_fsync;
    const bool may_repeat =
        knows_no_fsync || answer.error().delivery != db::Delivery::kRefused;  // 57 if it had worked
    if (!may_repeat || round == 3) {
      return Fail(
          ExplainKeeper(std::move(error))
              .WithContext(fmt::format("creating the journal {}.{}", name.database, name.table)));
    }
  }
}

}  // namespace housewright::journal
