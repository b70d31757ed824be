#include "cli/commands/ensure_version.h"

#include <fmt/format.h>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/target_connection.h"

namespace housewright::cli {

Outcome<Status> Execute(const EnsureVersionOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const journal::JournalName& name = connection.journal_name();
  if (!contents.exists) {
    ASSIGN_OR_RETURN(const db::ServerFacts* const facts, connection.Facts());
    TRY(journal::CreateJournal(connection.journal_session(), name, *facts));
  }
  if (context.json()) {
    context.io.out << EnsureVersionJson(connection.name(), name, !contents.exists);
  } else {
    context.io.out << fmt::format("journal {}.{} {}\n", name.database, name.table,
                                  contents.exists ? "is there already" : "created");
  }
  return Status::kDone;
}

}  // namespace housewright::cli
