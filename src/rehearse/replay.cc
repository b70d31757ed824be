#include "rehearse/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "project/settings_annotation.h"
#include "rehearse/single_server.h"
#include "sql/quote.h"

namespace housewright::rehearse {
namespace {

using sql::AlterActionKind;
using sql::Verb;

bool MovesRowsOnly(const sql::AlterAction& action) {
  switch (action.kind) {
    case AlterActionKind::kClearColumn:
    case AlterActionKind::kMaterialize:
    case AlterActionKind::kUpdate:
    case AlterActionKind::kDelete:
    case AlterActionKind::kAttachPartition:
    case AlterActionKind::kDetachPartition:
    case AlterActionKind::kDropPartition:
    case AlterActionKind::kReplacePartition:
    case AlterActionKind::kMovePartition:
    case AlterActionKind::kFreeze:
      return true;
    default:
      return false;
  }
}

bool BelongsToDatabase(sql::ObjectKind kind) {
  return kind == sql::ObjectKind::kTable || kind == sql::ObjectKind::kView ||
         kind == sql::ObjectKind::kMaterializedView || kind == sql::ObjectKind::kDictionary;
}

}  // namespace

bool ChangesSchema(const sql::StatementFacts& facts) {
  if (facts.statement_class == sql::StatementClass::kAccess) return false;
  switch (facts.verb) {
    case Verb::kInsert:
    case Verb::kTruncate:
    case Verb::kOptimize:
    case Verb::kGrant:
    case Verb::kRevoke:
    case Verb::kSet:
    case Verb::kUse:
    case Verb::kSystem:
    case Verb::kSelect:
    case Verb::kDelete:
    case Verb::kUpdate:
    case Verb::kKill:
      return false;
    case Verb::kAlter:
      return facts.actions.empty() || !std::ranges::all_of(facts.actions, MovesRowsOnly);
    default:
      return true;
  }
}

Result<void> Replay::MakeDatabases(const sql::StatementFacts& facts) {
  const bool creates = facts.verb == Verb::kCreate || facts.verb == Verb::kAttach;
  const bool is_database = facts.object_kind == sql::ObjectKind::kDatabase;
  for (const auto* names : {&facts.objects, &facts.new_names}) {
    for (const sql::ObjectName& name : *names) {
      std::string database = is_database ? name.name : name.database;
      if (database.empty() && BelongsToDatabase(facts.object_kind)) database = "default";
      if (database.empty() || !databases_.insert(database).second || (is_database && creates))
        continue;
      TRY(engine_.Query(
          fmt::format("CREATE DATABASE IF NOT EXISTS {}", sql::QuoteIdentifier(database))));
    }
  }
  return {};
}

Result<void> Replay::Run(const plan::PlannedStep& step, const plan::PlannedStatement& statement) {
  const project::RenderedStatement& rendered = statement.statement;
  if (statement.left_out || !ChangesSchema(rendered.facts)) return {};
  TRY(MakeDatabases(rendered.facts));
  auto settings = project::OwnSettings(rendered);
  if (!settings) {
    AddNotReplayed(step, rendered, settings.error().message());
    return {};
  }
  settings->insert(settings_.begin(), settings_.end());
  const project::SqlText sql = ForOneServer(rendered.sql);
  const db::QueryResult answer =
      engine_.Execute({.sql = sql.text, .settings = *std::move(settings)});
  if (answer) return {};
  const Error& error = answer.error().error;
  // The login that fails is a dictionary's: ours has just made the databases.
  const bool is_refused =
      error.code() == ErrorCode::kServer || error.code() == ErrorCode::kAuthentication;
  if (!is_refused) return Fail(error);
  AddNotReplayed(step, rendered, error.message());
  return {};
}

void Replay::AddNotReplayed(const plan::PlannedStep& step,
                            const project::RenderedStatement& statement, std::string reason) {
  NotReplayed refused{.revision = step.id.text(),
                      .file = statement.file,
                      .line = statement.position.line,
                      .summary = sql::Summarize(statement.facts),
                      .reason = std::move(reason),
                      .objects = statement.facts.objects};
  refused.objects.insert(refused.objects.end(), statement.facts.new_names.begin(),
                         statement.facts.new_names.end());
  not_replayed_.push_back(std::move(refused));
}

Result<void> Replay::Run(const plan::Plan& plan) {
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& statement : step.statements) TRY(Run(step, statement));
  }
  return {};
}

}  // namespace housewright::rehearse
