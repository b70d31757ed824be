#include "exec/made_definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "exec/object_probe.h"
#include "schema/canonical.h"
#include "schema/parse.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using schema::Column;
using schema::Object;

bool IsNested(const Column& column) { return column.type.starts_with("Nested("); }

// Sorted. A nested column n is shown as n.x and n.y: one name stands for all of them.
std::vector<std::string> NamesOf(const Object& object, const std::vector<Column>& written) {
  std::set<std::string> names;
  for (const Column& column : object.columns) {
    const auto whole = std::ranges::find_if(written, [&](const Column& one) {
      return IsNested(one) && column.name.starts_with(one.name + ".");
    });
    names.insert(whole == written.end() ? column.name : whole->name);
  }
  return {names.begin(), names.end()};
}

std::string EngineOf(const Object& object) {
  const auto engine = object.clauses.find("ENGINE");
  if (engine == object.clauses.end()) return "";
  const std::string text = schema::CanonicalEngine(engine->second);
  return text.substr(0, text.find('('));
}

struct TypePair {
  std::string column;
  std::string written;
  std::string there;
};

// Of columns that both have and whose types are not the same text.
std::vector<TypePair> TypesToCompare(const Object& made, const Object& there) {
  std::vector<TypePair> pairs;
  for (const Column& written : made.columns) {
    const auto found = std::ranges::find(there.columns, written.name, &Column::name);
    if (found == there.columns.end() || written.type.empty() || found->type == written.type) {
      continue;
    }
    pairs.push_back({written.name, written.type, found->type});
  }
  return pairs;
}

Result<bool> AreTypesTheSame(Asker& asker, const std::string& table,
                             const std::vector<TypePair>& pairs) {
  if (pairs.empty()) return true;
  std::string names;
  for (const TypePair& pair : pairs) {
    names += fmt::format("{}toTypeName(defaultValueOfTypeName({}))", names.empty() ? "" : ", ",
                         sql::QuoteString(pair.written));
  }
  ASSIGN_OR_RETURN(const auto rows, asker.Rows("SELECT " + names, pairs.size(), "types"));
  if (!rows || rows->empty()) return true;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (schema::CanonicalText(rows->front()[i]) == pairs[i].there) continue;
    asker.Note(fmt::format("column {} of {} is of type {} and not {}", pairs[i].column, table,
                           pairs[i].there, pairs[i].written));
    return false;
  }
  return true;
}

}  // namespace

Result<bool> IsAsMade(Asker& asker, const project::RenderedStatement& statement) {
  const sql::StatementFacts& facts = statement.facts;
  const bool makes_table = facts.verb == sql::Verb::kCreate &&
                           facts.object_kind == sql::ObjectKind::kTable &&
                           facts.objects.size() == 1;
  const auto made = schema::ParseObject(statement.sql.text);
  if (!makes_table || !made || made->columns.empty()) return true;
  const sql::ObjectName& name = facts.objects.front();
  ASSIGN_OR_RETURN(const auto rows,
                   asker.Rows(CreateQuerySql(name), 1, "definition in system.tables"));
  if (!rows || rows->empty()) return true;
  const auto there = schema::ParseObject(rows->front()[0]);
  if (!there) return true;
  const auto wanted_names = NamesOf(*made, made->columns);
  const auto names = NamesOf(*there, made->columns);
  if (wanted_names != names) {
    asker.Note(fmt::format("it has the columns {} and not {}", Join(names, ", "),
                           Join(wanted_names, ", ")));
    return false;
  }
  const std::string wanted_engine = EngineOf(*made);
  if (!wanted_engine.empty() && !EqualsIgnoringCase(wanted_engine, EngineOf(*there))) {
    asker.Note(fmt::format("its engine is {} and not {}", EngineOf(*there), wanted_engine));
    return false;
  }
  return AreTypesTheSame(asker, name.name, TypesToCompare(*made, *there));
}

}  // namespace housewright::exec
