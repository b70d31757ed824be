// A change of a table's definition is told by the definition of what it names.

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "exec/before_kinds.h"
#include "exec/object_probe.h"
#include "schema/parse.h"

namespace housewright::exec {
namespace {

using sql::AlterAction;
using sql::AlterActionKind;

constexpr std::size_t kHashDigits = 16;

bool ChangesDefinition(const AlterAction& action) {
  switch (action.kind) {
    case AlterActionKind::kAddColumn:
    case AlterActionKind::kDropColumn:
    case AlterActionKind::kRenameColumn:
    case AlterActionKind::kModifyColumn:
    case AlterActionKind::kCommentColumn:
    case AlterActionKind::kAddIndex:
    case AlterActionKind::kDropIndex:
    case AlterActionKind::kAddProjection:
    case AlterActionKind::kDropProjection:
    case AlterActionKind::kAddConstraint:
    case AlterActionKind::kDropConstraint:
    case AlterActionKind::kModifyOrderBy:
    case AlterActionKind::kModifyTtl:
    case AlterActionKind::kModifySetting:
    case AlterActionKind::kModifyQuery:
    case AlterActionKind::kModifyComment:
      return true;
    default:
      return false;
  }
}

std::string ColumnText(const schema::Object& object, const std::string& name) {
  std::string text;
  for (const schema::Column& column : object.columns) {
    // A nested column n is n.x and n.y.
    if (column.name == name || column.name.starts_with(name + ".")) text += column.Text() + ",";
  }
  return text;
}

std::string ElementText(const schema::Object& object, std::string_view kind,
                        const std::string& name) {
  for (const schema::Element& element : object.elements) {
    if (element.kind == kind && element.name == name) return "is " + element.definition;
  }
  return "";
}

std::string ClauseText(const schema::Object& object, const std::string& clause) {
  const auto found = object.clauses.find(clause);
  return found == object.clauses.end() ? "" : found->second;
}

std::string SettingsText(const schema::Object& object) {
  std::string text;
  for (const auto& [name, value] : object.settings) text += fmt::format("{} = {},", name, value);
  return text;
}

// What the action changes of the definition.
std::string TextOf(const schema::Object& object, const AlterAction& action) {
  switch (action.kind) {
    case AlterActionKind::kAddIndex:
    case AlterActionKind::kDropIndex:
      return ElementText(object, "INDEX", action.name);
    case AlterActionKind::kAddProjection:
    case AlterActionKind::kDropProjection:
      return ElementText(object, "PROJECTION", action.name);
    case AlterActionKind::kAddConstraint:
    case AlterActionKind::kDropConstraint:
      return ElementText(object, "CONSTRAINT", action.name);
    case AlterActionKind::kModifyOrderBy:
      return ClauseText(object, "ORDER BY");
    case AlterActionKind::kModifyTtl:
      return ClauseText(object, "TTL");
    case AlterActionKind::kModifyQuery:
      return ClauseText(object, "AS");
    case AlterActionKind::kModifyComment:
      return ClauseText(object, "COMMENT");
    case AlterActionKind::kModifySetting:
      return SettingsText(object);
    default:
      return ColumnText(object, action.name);
  }
}

class Definition final : public BeforeImage {
 public:
  explicit Definition(const sql::StatementFacts& facts)
      : table_(facts.objects.front()), actions_(facts.actions) {}

  std::string_view kind() const override { return "definition"; }

  Result<std::optional<Values>> Take(Asker& asker) const override {
    ASSIGN_OR_RETURN(const auto rows,
                     asker.Rows(CreateQuerySql(table_), 1, "definition in system.tables"));
    if (!rows || rows->empty()) return std::nullopt;
    const auto object = schema::ParseObject(rows->front()[0]);
    if (!object) return std::nullopt;
    // An ALTER is done as a whole or not at all. A hash, as a default may be a secret.
    Sha256 hash;
    for (const AlterAction& action : actions_) hash.UpdateField(TextOf(*object, action));
    return Values{hash.Finish().ToHex().substr(0, kHashDigits)};
  }

  Result<Verdict> Compare(Asker& asker, const Values& before) const override {
    ASSIGN_OR_RETURN(const auto now, Take(asker));
    if (!now || before.size() != 1 || before[0].size() != kHashDigits) return Verdict::kCannotTell;
    const bool is_same = before == *now;
    asker.Note(fmt::format("what it names of the definition of {} is {} before it", table_.name,
                           is_same ? "as it was" : "other than"));
    return is_same ? Verdict::kAsItWas : Verdict::kChanged;
  }

 private:
  sql::ObjectName table_;
  std::vector<AlterAction> actions_;
};

}  // namespace

std::unique_ptr<BeforeImage> DefinitionBefore(const sql::StatementFacts& facts) {
  if (facts.verb != sql::Verb::kAlter || facts.objects.size() != 1 || facts.actions.empty() ||
      !std::ranges::all_of(facts.actions, ChangesDefinition)) {
    return nullptr;
  }
  return std::make_unique<Definition>(facts);
}

}  // namespace housewright::exec
