#include "cli/commands/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/target_connection.h"
#include "db/introspection.h"
#include "sql/quote.h"

namespace housewright::cli {
namespace {

std::string SchemaText(const std::vector<db::DatabaseObject>& objects) {
  std::set<std::string> databases;
  for (const db::DatabaseObject& object : objects) {
    if (!object.database.empty()) databases.insert(object.database);
  }
  std::string out;
  for (const std::string& database : databases) {
    out +=
        fmt::format("CREATE DATABASE IF NOT EXISTS {};\n", sql::QuoteIdentifierIfNeeded(database));
  }
  for (const db::DatabaseObject& object : objects) {
    out += fmt::format("{}{};\n", out.empty() ? "" : "\n", object.create_query);
  }
  return out;
}

Result<void> CheckDatabases(db::Session& session, const std::vector<std::string>& databases) {
  for (const std::string& database : databases) {
    ASSIGN_OR_RETURN(const bool exists, db::DatabaseExists(session, database));
    if (!exists) {
      return Fail(ErrorCode::kNotFound, fmt::format("the target has no database '{}'", database));
    }
  }
  return {};
}

}  // namespace

Outcome<Status> Execute(const SchemaOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  db::Session& session = connection.statements();
  TRY(CheckDatabases(session, options.databases));
  ASSIGN_OR_RETURN(std::vector<db::DatabaseObject> objects,
                   db::ListObjects(session, options.databases));
  const journal::JournalName& journal = connection.journal_name();
  std::erase_if(objects, [&journal](const db::DatabaseObject& object) {
    return object.database == journal.database && object.name == journal.table;
  });
  // A dictionary's source can hold a password: what the server shows is searched for secrets too.
  for (db::DatabaseObject& object : objects) {
    object.create_query = context.redactor.Redact(object.create_query);
  }
  context.io.out << (context.json() ? SchemaJson(connection.name(), objects) : SchemaText(objects));
  return Status::kDone;
}

}  // namespace housewright::cli
