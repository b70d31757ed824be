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

}  // namespace

Error NoStateDatabase(const JournalName& name) {
  return Error(ErrorCode::kNotFound,
               fmt::format("the database {} for the journal is not there", name.database))
      .WithAdvice("run `housewright bootstrap`, or create the database");
}

std::map<std::string, std::string> InsertSettings(const db::ServerFacts& facts) {
  std::map<std::string, std::string> settings{{"insert_deduplicate", "0"}};
  if (facts.version >= kKnowsAsyncInsert) settings["async_insert"] = "0";
  return settings;
}

std::string QuotedName(const JournalName& name) {
  return sql::QuoteIdentifier(name.database) + "." + sql::QuoteIdentifier(name.table);
}

std::string CreateTableSql(const JournalName& name, IfThere if_there, bool fsync) {
  return fmt::format(
      "CREATE TABLE {}{} ({}) ENGINE = MergeTree ORDER BY seq SETTINGS index_granularity = "
      "8192{}{}",
      if_there == IfThere::kIsKept ? "IF NOT EXISTS " : "", QuotedName(name), ColumnDefinitions(),
      fsync ? ", " : "", fsync ? kFsyncSettings : "");
}

Result<void> CreateJournal(db::Session& session, const JournalName& name,
                           const db::ServerFacts& facts) {
  bool fsync = facts.version >= kKnowsFsync;
  for (int round = 1;; ++round) {
    const std::string sql = CreateTableSql(name, IfThere::kFails, fsync);
    auto answer = session.Execute({.sql = sql});
    if (answer) return {};
    Error& error = answer.error().error;
    const int code = error.server_code().value_or(0);
    // Another run was first, or an answer of our own was lost: a reader checks the columns anyway.
    if (code == db::code::kTableExists) return {};
    if (code == db::code::kUnknownDatabase) return Fail(NoStateDatabase(name));
    // 36 is how 18.16 answers an unknown setting of a MergeTree table.
    const bool knows_no_fsync =
        fsync && (code == db::code::kUnknownSetting || code == db::code::kBadArguments);
    fsync = fsync && !knows_no_fsync;
    const bool may_repeat =
        knows_no_fsync || answer.error().delivery != db::Delivery::kRefused;  // 57 if it had worked
    if (!may_repeat || round == 3) {
      return Fail(std::move(error).WithContext(
          fmt::format("creating the journal {}.{}", name.database, name.table)));
    }
  }
}

}  // namespace housewright::journal
