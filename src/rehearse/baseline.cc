#include "rehearse/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "db/introspection.h"
#include "db/tsv.h"
#include "rehearse/replay.h"
#include "schema/diff.h"
#include "schema/parse.h"
#include "sql/quote.h"

namespace housewright::rehearse {
namespace {

using schema::Change;
using schema::ChangeKind;
using schema::ObjectKind;

Result<void> RunAllOf(Replay& replay, const std::vector<plan::Plan>& plans) {
  for (const plan::Plan& plan : plans) TRY(replay.Run(plan));
  if (replay.not_replayed().empty()) return {};
  const NotReplayed& first = replay.not_replayed().front();
  return Fail(
      Error(ErrorCode::kServer, fmt::format("the embedded engine refused {} ({}:{}): {}",
                                            first.summary, first.file, first.line, first.reason))
          .WithAdvice("squash behind it, or write the baseline by hand with a -- replaces: line"));
}

Error ReachesBack(const Change& change) {
  return Error(ErrorCode::kConflict,
               fmt::format("the run {} {} {}, which was made before it",
                           change.kind == ChangeKind::kMissing ? "drops" : "changes",
                           change.object_kind, change.name))
      .WithAdvice("begin the run with the revision that made it, or before");
}

// Over several lines, as people read it.
Result<std::string> LaidOut(db::Session& engine, const std::string& sql) {
  ASSIGN_OR_RETURN(const std::string body,
                   engine.Query(fmt::format("SELECT formatQuery({}) FORMAT TabSeparated",
                                            sql::QuoteString(sql))));
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, 1));
  return rows.empty() ? sql : rows.front().front();
}

std::string DropOf(const schema::Object& object) {
  std::string_view kind = "TABLE";
  if (object.kind == ObjectKind::kView || object.kind == ObjectKind::kMaterializedView)
    kind = "VIEW";
  if (object.kind == ObjectKind::kDictionary) kind = "DICTIONARY";
  if (object.kind == ObjectKind::kFunction) kind = "FUNCTION";
  return fmt::format("DROP {} {}", kind, object.Display());
}

// Of a CREATE DATABASE, as a server prints it.
std::string IfNotExists(std::string_view create) {
  constexpr std::string_view kVerb = "CREATE DATABASE ";
  if (!create.starts_with(kVerb)) return std::string(create);
  return fmt::format("{}IF NOT EXISTS {}", kVerb, create.substr(kVerb.size()));
}

// The databases that statements of the plan make, and not somebody else.
std::set<std::string> DatabasesMadeBy(const plan::Plan& plan) {
  std::set<std::string> names;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      const sql::StatementFacts& facts = planned.statement.facts;
      if (facts.verb != sql::Verb::kCreate || facts.object_kind != sql::ObjectKind::kDatabase)
        continue;
      for (const sql::ObjectName& name : facts.objects) names.insert(name.name);
    }
  }
  return names;
}

Result<void> AddObjects(const std::set<std::string>& added, db::Session& engine,
                        Baseline& baseline) {
  for (const schema::Object& object : baseline.schema.objects) {
    if (!added.contains(object.Display())) continue;
    if (object.create_query.find("[HIDDEN]") != std::string::npos) {
      return Fail(
          Error(ErrorCode::kConflict,
                fmt::format("{} {} holds a secret, which no server shows",
                            schema::ObjectKindName(object.kind), object.Display()))
              .WithAdvice(
                  "end the run before it, or write the baseline by hand with a -- replaces: line"));
    }
    ASSIGN_OR_RETURN(std::string statement, LaidOut(engine, object.create_query));
    baseline.upgrade.push_back(std::move(statement));
    baseline.downgrade.push_back(DropOf(object));
  }
  return {};
}

}  // namespace

Result<schema::Schema> SchemaOf(const std::vector<plan::Plan>& plans,
                                const std::map<std::string, std::string>& settings,
                                db::Session& engine) {
  Replay replay(engine, settings);
  TRY(RunAllOf(replay, plans));
  return db::ReadSchema(engine);
}

Result<Baseline> MakeBaseline(const std::vector<plan::Plan>& before, const plan::Plan& run,
                              const std::set<std::string>& dropped_databases,
                              const std::map<std::string, std::string>& settings,
                              db::Session& engine) {
  Replay replay(engine, settings);
  TRY(RunAllOf(replay, before));
  ASSIGN_OR_RETURN(const schema::Schema old_schema, db::ReadSchema(engine));
  TRY(RunAllOf(replay, {run}));
  Baseline baseline;
  ASSIGN_OR_RETURN(baseline.schema, db::ReadSchema(engine));
  const std::set<std::string> made = DatabasesMadeBy(run);
  std::set<std::string> added;
  for (const Change& change : schema::Diff(old_schema, baseline.schema)) {
    if (change.kind != ChangeKind::kExtra) return Fail(ReachesBack(change));
    if (change.object_kind != "database") {
      added.insert(change.name);
      continue;
    }
    const std::string name = sql::UnquoteIdentifier(change.name);
    if (!made.contains(name)) continue;
    baseline.upgrade.push_back(IfNotExists(change.actual));
    if (dropped_databases.contains(name))
      baseline.downgrade.push_back(fmt::format("DROP DATABASE {}", change.name));
  }
  TRY(AddObjects(added, engine, baseline));
  std::ranges::reverse(baseline.downgrade);
  return baseline;
}

std::vector<std::string> NotInABaseline(const plan::Plan& run) {
  std::vector<std::string> statements;
  for (const plan::PlannedStep& step : run.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      const sql::StatementFacts& facts = planned.statement.facts;
      const bool only_acts_on_rows =
          facts.verb == sql::Verb::kOptimize || facts.verb == sql::Verb::kSystem ||
          facts.verb == sql::Verb::kSelect || facts.verb == sql::Verb::kSet ||
          facts.verb == sql::Verb::kUse || facts.verb == sql::Verb::kKill;
      const bool carried = ChangesSchema(facts) && !facts.as_select;
      if (carried || only_acts_on_rows) continue;
      statements.push_back(fmt::format("{} ({}:{})", sql::Summarize(facts), planned.statement.file,
                                       planned.statement.position.line));
    }
  }
  return statements;
}

}  // namespace housewright::rehearse
