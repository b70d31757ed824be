#include "exec/marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "exec/probe.h"

namespace housewright::exec {
namespace {

using sql::AlterActionKind;
using sql::ObjectKind;
using sql::StatementFacts;
using sql::Verb;

std::optional<MarkLevel> LevelOf(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kDatabase:
      return MarkLevel::kDatabase;
    case ObjectKind::kFunction:
      return MarkLevel::kFunction;
    case ObjectKind::kTable:
    case ObjectKind::kView:
    case ObjectKind::kMaterializedView:
    case ObjectKind::kDictionary:
      return MarkLevel::kTable;  // all of them are rows of system.tables
    default:
      return std::nullopt;
  }
}

Mark ObjectMark(MarkLevel level, const sql::ObjectName& name, bool there, bool tolerant) {
  return {.level = level,
          .database = level == MarkLevel::kTable ? name.database : "",
          .name = name.name,
          .part = "",
          .there = there,
          .tolerant = tolerant,
          .timed = level == MarkLevel::kTable};
}

std::optional<std::vector<Mark>> MarksOfObjects(const StatementFacts& facts, bool there) {
  const std::optional<MarkLevel> level = LevelOf(facts.object_kind);
  if (!level) return std::nullopt;
  std::vector<Mark> marks;
  for (const sql::ObjectName& name : facts.objects) {
    marks.push_back(ObjectMark(*level, name, there, there ? facts.if_not_exists : facts.if_exists));
  }
  return marks;
}

bool NamesRepeat(const StatementFacts& facts) {
  std::vector<sql::ObjectName> names = facts.objects;
  names.insert(names.end(), facts.new_names.begin(), facts.new_names.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j) {
      // An unqualified name may be any database's.
      const bool same_database = names[i].database.empty() || names[j].database.empty() ||
                                 names[i].database == names[j].database;
      if (names[i].name == names[j].name && same_database) return true;
    }
  }
  return false;
}

std::optional<std::vector<Mark>> MarksOfRename(const StatementFacts& facts) {
  const std::optional<MarkLevel> level = LevelOf(facts.object_kind);
  if (!level || NamesRepeat(facts)) return std::nullopt;
  std::vector<Mark> marks;
  for (const sql::ObjectName& name : facts.objects) {
    marks.push_back(ObjectMark(*level, name, false, facts.if_exists));
  }
  for (const sql::ObjectName& name : facts.new_names) {
    marks.push_back(ObjectMark(*level, name, true, facts.if_exists));
    marks.back().timed = false;
    marks.back().asked = !facts.if_exists;
  }
  return marks;
}

std::optional<std::vector<Mark>> MarksOfAlter(const StatementFacts& facts) {
  if (facts.object_kind != ObjectKind::kTable || facts.objects.size() != 1) return std::nullopt;
  std::vector<Mark> marks;
  const auto add = [&](MarkLevel level, const std::string& part, bool there, bool tolerant) {
    marks.push_back({level, facts.objects[0].database, facts.objects[0].name, part, there, tolerant,
                     true, true});
  };
  for (const sql::AlterAction& action : facts.actions) {
    switch (action.kind) {
      case AlterActionKind::kAddColumn:
        add(MarkLevel::kColumn, action.name, true, action.if_not_exists);
        break;
      case AlterActionKind::kDropColumn:
        add(MarkLevel::kColumn, action.name, false, action.if_exists);
        break;
      case AlterActionKind::kRenameColumn:
        add(MarkLevel::kColumn, action.name, false, action.if_exists);
        add(MarkLevel::kColumn, action.new_name, true, action.if_exists);
        marks.back().asked = !action.if_exists;
        break;
      case AlterActionKind::kAddIndex:
        add(MarkLevel::kIndex, action.name, true, action.if_not_exists);
        break;
      case AlterActionKind::kDropIndex:
        add(MarkLevel::kIndex, action.name, false, action.if_exists);
        break;
      default:
        return std::nullopt;
    }
  }
  // ADD COLUMN a, DROP COLUMN a: one name cannot be there and gone.
  for (std::size_t i = 0; i < marks.size(); ++i) {
    for (std::size_t j = i + 1; j < marks.size(); ++j) {
      if (marks[i].level == marks[j].level && marks[i].part == marks[j].part) return std::nullopt;
    }
  }
  return marks;
}

// An unqualified name may be any database's.
bool SameDatabase(const Mark& a, const Mark& b) {
  return a.database.empty() || b.database.empty() || a.database == b.database;
}

enum class Relation : std::uint8_t { kApart, kSame, kFirstHoldsSecond, kSecondHoldsFirst };

bool Holds(const Mark& outer, const Mark& inner) {
  if (outer.level == MarkLevel::kDatabase) {
    return inner.level != MarkLevel::kDatabase && inner.level != MarkLevel::kFunction &&
           (inner.database.empty() || inner.database == outer.name);
  }
  return outer.level == MarkLevel::kTable &&
         (inner.level == MarkLevel::kColumn || inner.level == MarkLevel::kIndex) &&
         SameDatabase(outer, inner) && outer.name == inner.name;
}

// A nested column n is the columns n.x, n.y: one name stands for all that begin with it.
bool IsNestedIn(const Mark& part, const Mark& whole) {
  return part.level == MarkLevel::kColumn && part.part.starts_with(whole.part + ".");
}

Relation Relate(const Mark& first, const Mark& second) {
  if (first.level == second.level && first.name == second.name && SameDatabase(first, second) &&
      (first.part == second.part || IsNestedIn(first, second) || IsNestedIn(second, first))) {
    return Relation::kSame;
  }
  if (Holds(first, second)) return Relation::kFirstHoldsSecond;
  if (Holds(second, first)) return Relation::kSecondHoldsFirst;
  return Relation::kApart;
}

// The marks, or where there are none the names that a statement which may be sent again touches.
std::vector<Mark> Touched(const project::RenderedStatement& statement,
                          const std::optional<std::vector<Mark>>& marks) {
  if (marks) return *marks;
  std::vector<Mark> touched;
  const MarkLevel level = LevelOf(statement.facts.object_kind).value_or(MarkLevel::kTable);
  for (const auto* names : {&statement.facts.objects, &statement.facts.new_names}) {
    for (const sql::ObjectName& name : *names) {
      touched.push_back(ObjectMark(level, name, true, true));
    }
  }
  return touched;
}

// What makes and grants access, and may be sent again after a later one of its kind. Of other
// statements that may be sent again this does not hold: DROP TABLE IF EXISTS would destroy what
// the CREATE TABLE IF NOT EXISTS behind it has made, with the rows that came meanwhile, and CREATE
// OR REPLACE VIEW would be refused when the table that it reads is dropped behind it.
bool OnlyGives(const project::RenderedStatement& statement) {
  return statement.facts.statement_class == sql::StatementClass::kAccess &&
         statement.facts.verb != Verb::kDrop && IsSafeToResend(statement);
}

// See ProbeResult::proves_sent.
bool ShowsThatItWasSent(const std::vector<Mark>& marks) {
  return std::ranges::any_of(
      marks, [](const Mark& mark) { return mark.there && !mark.tolerant && mark.timed; });
}

}  // namespace

std::string Mark::ToString() const {
  const std::string table = database.empty() ? name : database + "." + name;
  switch (level) {
    case MarkLevel::kDatabase:
      return "database " + name;
    case MarkLevel::kFunction:
      return "function " + name;
    case MarkLevel::kTable:
      return "table " + table;
    case MarkLevel::kColumn:
      return fmt::format("column {} of {}", part, table);
    case MarkLevel::kIndex:
      return fmt::format("index {} of {}", part, table);
  }
  return "";
}

std::optional<std::vector<Mark>> MarksOf(const project::RenderedStatement& statement) {
  const StatementFacts& facts = statement.facts;
  if (!facts.on_cluster.empty() || facts.temporary || facts.or_replace) return std::nullopt;
  std::optional<std::vector<Mark>> marks;
  switch (facts.verb) {
    case Verb::kCreate:
      // What is filled when it is made may be half filled.
      if (!facts.as_select) marks = MarksOfObjects(facts, true);
      break;
    case Verb::kDrop:
      marks = MarksOfObjects(facts, false);
      break;
    case Verb::kRename:
      marks = MarksOfRename(facts);
      break;
    case Verb::kAlter:
      marks = MarksOfAlter(facts);
      break;
    default:
      break;
  }
  if (marks && marks->empty()) return std::nullopt;
  return marks;
}

bool MayRunAhead(const project::RenderedStatement& earlier,
                 const project::RenderedStatement& later) {
  const auto earlier_marks = MarksOf(earlier);
  const auto later_marks = MarksOf(later);
  if (!earlier_marks && !IsSafeToResend(earlier)) return false;
  if (!later_marks && !IsSafeToResend(later)) return false;
  // Both may be sent again, in their order: nothing has to be told apart.
  if (OnlyGives(earlier) && OnlyGives(later)) return true;
  // Nothing shows the effect of the earlier one but that the later one was sent after it.
  if (!earlier_marks && (!later_marks || !ShowsThatItWasSent(*later_marks))) return false;
  const std::vector<Mark> second = Touched(later, later_marks);
  for (const Mark& a : Touched(earlier, earlier_marks)) {
    const bool all_clear = std::ranges::all_of(second, [&](const Mark& b) {
      const Relation relation = Relate(a, b);
      // A column cannot be seen where its table is not there, which is for the marks of what makes
      // the table to tell.
      const bool tells_of_both = earlier_marks.has_value() && a.there;
      return relation == Relation::kApart ||
             (relation == Relation::kFirstHoldsSecond && tells_of_both);
    });
    if (!all_clear) return false;
  }
  return true;
}

bool CanProbeByObjects(const project::RenderedStatement& statement) {
  return MarksOf(statement).has_value();
}

}  // namespace housewright::exec
