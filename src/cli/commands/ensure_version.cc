#include "cli/commands/ensure_version.h"

#include <fmt/format.h>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/situation.h"
#include "cli/target_connection.h"
#include "journal/create_sql.h"

namespace housewright::cli {

namespace {

Outcome<Status> PrintCreate(Context& context, const project::Project& project) {
  ASSIGN_OR_RETURN(const Situation situation, OfflineSituation(context, project, "base"));
  ASSIGN_OR_RETURN(const journal::JournalName name,
                   JournalNameOf(context, project, situation.values, situation.keeper_path));
  const std::string sql = journal::CreateTableSql(name, journal::IfThere::kIsKept, true) + ";\n";
  context.io.out << (context.json() ? TextJson("ensure-version", "sql", sql) : sql);
  return Status::kDone;
}

}  // namespace

Outcome<Status> Execute(const EnsureVersionOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  if (options.sql) return PrintCreate(context, project);
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const journal::JournalName& name = connection.journal_name();
  if (!contents.exists) {
    ASSIGN_OR_RETURN(const db::ServerFacts* const facts, connection.Facts());
    TRY(journal::CreateJournal(connection.journal_session(), name, *facts));
  }
  const bool was_made = !contents.exists || contents.is_new;
  if (context.json()) {
    context.io.out << EnsureVersionJson(connection.name(), name, was_made);
  } else {
    context.io.out << fmt::format("journal {}.{} {}\n", name.database, name.table,
                                  was_made ? "created" : "is there already");
  }
  return Status::kDone;
}

}  // namespace housewright::cli
