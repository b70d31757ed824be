#include "rehearse/drift.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "db/introspection.h"
#include "rehearse/respell.h"
#include "sql/quote.h"

namespace housewright::rehearse {
namespace {

using schema::Change;
using schema::ChangeKind;
using schema::Object;
using schema::Schema;

bool IsNamed(const std::vector<sql::ObjectName>& names, const Object& object) {
  return std::ranges::any_of(names, [&](const sql::ObjectName& name) {
    return name.name == object.name && (name.database.empty() || name.database == object.database);
  });
}

// How replicas meet is no part of the schema.
void ForgetReplication(schema::Database& database) {
  if (database.engine.starts_with("Replicated") || database.engine.starts_with("Shared"))
    database.engine.clear();
}

class Comparison {
 public:
  Comparison(const DriftInput& input, db::Session& engine, Schema actual)
      : input_(input),
        engine_(engine),
        actual_(std::move(actual)),
        replay_(engine, input.settings) {}

  Result<DriftReport> Run() {
    TRY(replay_.Run(input_.bootstrap));
    if (input_.bootstrap_is_to_come) {
      ASSIGN_OR_RETURN(const Schema made, ReadExpected());
      to_come_ = schema::Diff(made, Schema{});
    }
    TRY(replay_.Run(input_.applied));
    DriftReport report;
    report.not_replayed = replay_.not_replayed();
    for (const NotReplayed& one : report.not_replayed) {
      incomparable_.insert(incomparable_.end(), one.objects.begin(), one.objects.end());
    }
    ASSIGN_OR_RETURN(const Schema expected, ReadExpected());
    for (const schema::Database& database : expected.databases)
      report.databases.push_back(database.name);
    report.objects = expected.objects.size();
    for (Change& change : Compare(expected)) {
      (change.kind == ChangeKind::kExtra ? report.unknown : report.differences)
          .push_back(std::move(change));
    }
    if (!report.differences.empty() || !report.unknown.empty()) TRY(LookForBegun(report));
    return report;
  }

 private:
  bool IsCompared(const std::string& database) const {
    return database.empty() || replay_.databases().contains(database);
  }

  // The part of a schema that is compared.
  Schema Restricted(Schema schema) const {
    std::erase_if(schema.databases,
                  [&](const schema::Database& one) { return !IsCompared(one.name); });
    std::ranges::for_each(schema.databases, ForgetReplication);
    std::erase_if(schema.objects, [&](const Object& object) {
      return !IsCompared(object.database) || input_.is_ignored(object.database, object.name) ||
             IsNamed(incomparable_, object);
    });
    return schema;
  }

  Result<Schema> ReadExpected() {
    ASSIGN_OR_RETURN(Schema schema, db::ReadSchema(engine_));
    // The engine writes its own user down as who defines a view.
    const std::string user = sql::QuoteIdentifierIfNeeded(engine_.endpoint().user);
    for (Object& object : schema.objects) {
      const auto definer = object.clauses.find("DEFINER");
      if (definer == object.clauses.end() || definer->second != user) continue;
      object.clauses.erase(definer);
      object.clauses.erase("SQL SECURITY");
    }
    return Restricted(std::move(schema));
  }

  std::vector<Change> Compare(const Schema& expected) const {
    std::vector<Change> changes = schema::Diff(expected, Restricted(actual_));
    std::erase_if(changes, [this](const Change& change) {
      return change.kind == ChangeKind::kMissing &&
             std::ranges::find(to_come_, change) != to_come_.end();
    });
    return changes;
  }

  static std::size_t Weight(const std::vector<Change>& changes) {
    std::size_t weight = 0;
    for (const Change& change : changes) weight += std::max<std::size_t>(change.parts.size(), 1);
    return weight;
  }

  // Statement by statement: the place where the engine is most like the target.
  Result<void> LookForBegun(DriftReport& report) {
    for (const plan::PlannedStep& step : input_.next) {
      ASSIGN_OR_RETURN(const Schema before, ReadExpected());
      std::size_t best = Weight(Compare(before));
      for (const plan::PlannedStatement& statement : step.statements) {
        if (statement.left_out || !ChangesSchema(statement.statement.facts)) continue;
        TRY(replay_.Run(step, statement));
        ASSIGN_OR_RETURN(const Schema now, ReadExpected());
        const std::size_t weight = Weight(Compare(now));
        if (weight >= best) continue;
        best = weight;
        std::vector<Change> left = Compare(now);
        std::erase_if(left, [](const Change& change) { return change.kind == ChangeKind::kExtra; });
        report.begun = {.revision = step.id.text(),
                        .statements = statement.index,
                        .of = step.total,
                        .differences = left.size()};
      }
      if (report.begun) return {};
    }
    return {};
  }

  const DriftInput& input_;
  db::Session& engine_;
  Schema actual_;
  Replay replay_;
  std::vector<sql::ObjectName> incomparable_;
  std::vector<Change> to_come_;  // as if it were missing
};

}  // namespace

Result<DriftReport> CompareWithRevisions(const DriftInput& input, db::Session& target,
                                         const db::ServerFacts& target_facts, db::Session& engine,
                                         const db::ServerFacts& engine_facts) {
  ASSIGN_OR_RETURN(Schema actual, db::ReadSchema(target));
  const bool respell = target_facts.version.major != engine_facts.version.major ||
                       target_facts.version.minor != engine_facts.version.minor;
  if (respell) {
    ASSIGN_OR_RETURN(actual, Respell(actual, engine));
  }
  ASSIGN_OR_RETURN(DriftReport report, Comparison(input, engine, std::move(actual)).Run());
  report.respelled = respell;
  return report;
}

}  // namespace housewright::rehearse
