#include "cli/commands/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/schema_text.h"
#include "cli/target_connection.h"
#include "db/tsv.h"
#include "journal/run_lock.h"

namespace housewright::cli {
namespace {

constexpr int kUnknownIdentifier = 47;

Result<std::vector<db::TsvRow>> QueryRows(db::Session& session, const std::string& sql,
                                          std::size_t columns) {
  ASSIGN_OR_RETURN(const std::string body, session.Query(sql));
  return db::ParseTsv(body, columns);
}

// A server that does not show the rows of every engine in system.tables (before 20.3) counts those
// of the MergeTree family.
Result<SchemaView::Rows> CountRows(db::Session& session) {
  auto rows = QueryRows(session,
                        "SELECT database, name, toString(total_rows) FROM system.tables WHERE "
                        "total_rows IS NOT NULL AND database != 'system'",
                        3);
  if (!rows && rows.error().server_code() == kUnknownIdentifier) {
    rows = QueryRows(session,
                     "SELECT database, table, toString(sum(rows)) FROM system.parts WHERE active "
                     "AND database != 'system' GROUP BY database, table",
                     3);
  }
  if (!rows) return Fail(std::move(rows).error());
  SchemaView::Rows counts;
  for (const db::TsvRow& row : *rows) {
    std::uint64_t count = 0;
    std::from_chars(row[2].data(), row[2].data() + row[2].size(), count);
    counts[{row[0], row[1]}] = count;
  }
  return counts;
}

Result<void> KeepWanted(const std::vector<std::string>& wanted, SchemaView& schema) {
  for (const std::string& name : wanted) {
    if (std::ranges::find(schema.databases, name, &SchemaView::Database::name) ==
        schema.databases.end()) {
      return Fail(ErrorCode::kNotFound, fmt::format("the target has no database '{}'", name));
    }
  }
  std::erase_if(schema.databases, [&](const SchemaView::Database& database) {
    if (!wanted.empty()) return std::ranges::find(wanted, database.name) == wanted.end();
    return database.name == "default" &&
           std::ranges::find(schema.objects, database.name, &db::DatabaseObject::database) ==
               schema.objects.end();
  });
  return {};
}

void SayWhatIsHidden(Context& context, const SchemaView& schema) {
  const auto hidden = static_cast<std::size_t>(
      std::ranges::count_if(schema.objects, [](const db::DatabaseObject& object) {
        return object.create_query.find("[HIDDEN]") != std::string::npos ||
               object.create_query.find("[secret:") != std::string::npos;
      }));
  if (hidden == 0) return;
  context.talk.Say(
      fmt::format("note: in {} a secret stands as [HIDDEN] or [secret:name]: write it "
                  "in before you run this",
                  Count(hidden, "statement")));
}

}  // namespace

Outcome<Status> Execute(const SchemaOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  db::Session& session = connection.statements();
  SchemaView schema;
  ASSIGN_OR_RETURN(schema.databases, db::ListDatabases(session));
  ASSIGN_OR_RETURN(schema.objects, db::ListObjects(session, options.databases));
  const journal::JournalName& journal = connection.journal_name();
  std::erase_if(schema.objects, [&journal](const db::DatabaseObject& object) {
    return journal::IsOwnTable(journal, object.database, object.name);
  });
  TRY(KeepWanted(options.databases, schema));
  if (options.list) {
    ASSIGN_OR_RETURN(schema.rows, CountRows(session));
  }
  // A dictionary's source can hold a password: what the server shows is searched for secrets too.
  for (db::DatabaseObject& object : schema.objects) {
    object.create_query = context.redactor.Redact(object.create_query);
  }
  if (context.json()) {
    context.io.out << SchemaJson(connection.name(), schema);
  } else if (options.list) {
    const Style style(context.io.out_is_terminal && context.talk.style().color());
    context.io.out << SchemaList(schema, style);
  } else {
    context.io.out << SchemaScript(schema);
    SayWhatIsHidden(context, schema);
  }
  return Status::kDone;
}

}  // namespace housewright::cli
