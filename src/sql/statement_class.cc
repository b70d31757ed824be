#include "sql/statement_class.h"

#include "sql/alter_actions.h"

namespace housewright::sql {
namespace {

int Severity(StatementClass cls) {
  switch (cls) {
    case StatementClass::kDestructive:
      return 4;
    case StatementClass::kUnknown:
      return 3;
    case StatementClass::kData:
      return 2;
    case StatementClass::kMutation:
      return 1;
    default:
      return 0;
  }
}

StatementClass ClassOfActions(const StatementFacts& facts) {
  if (facts.actions.empty()) return StatementClass::kUnknown;
  StatementClass worst = StatementClass::kMetadata;
  for (const AlterAction& action : facts.actions) {
    const StatementClass cls = ClassOf(action.kind);
    if (Severity(cls) > Severity(worst)) worst = cls;
  }
  return worst;
}

// What CREATE, ALTER, DROP and the like do to an object of a kind where its verb alone says
// nothing.
StatementClass ClassOfKind(ObjectKind kind, StatementClass of_data) {
  switch (kind) {
    case ObjectKind::kUser:
    case ObjectKind::kRole:
    case ObjectKind::kQuota:
    case ObjectKind::kRowPolicy:
    case ObjectKind::kSettingsProfile:
      return StatementClass::kAccess;
    case ObjectKind::kDictionary:
    case ObjectKind::kFunction:
    case ObjectKind::kNamedCollection:
      return StatementClass::kMetadata;
    case ObjectKind::kDatabase:
    case ObjectKind::kTable:
    case ObjectKind::kView:
    case ObjectKind::kMaterializedView:
      return of_data;
    case ObjectKind::kNone:
    case ObjectKind::kOther:
      break;
  }
  return StatementClass::kUnknown;
}

StatementClass ClassOfCreate(const StatementFacts& facts) {
  const bool replaces = facts.or_replace || facts.verb == Verb::kReplace;
  if (replaces && facts.object_kind == ObjectKind::kTable) return StatementClass::kDestructive;
  if (facts.as_select) return StatementClass::kData;
  return ClassOfKind(facts.object_kind, StatementClass::kMetadata);
}

}  // namespace

StatementClass Classify(const StatementFacts& facts) {
  switch (facts.verb) {
    case Verb::kCreate:
    case Verb::kReplace:
    case Verb::kAttach:
      return ClassOfCreate(facts);
    case Verb::kDrop:
      return ClassOfKind(facts.object_kind, StatementClass::kDestructive);
    case Verb::kAlter:
      if (facts.object_kind == ObjectKind::kTable) return ClassOfActions(facts);
      return ClassOfKind(facts.object_kind, StatementClass::kMetadata);
    case Verb::kRename:
    case Verb::kExchange:
    case Verb::kDetach:
      return ClassOfKind(facts.object_kind, StatementClass::kMetadata);
    case Verb::kUndrop:
      return StatementClass::kMetadata;
    case Verb::kInsert:
    case Verb::kOptimize:
      return StatementClass::kData;
    case Verb::kTruncate:
      return StatementClass::kDestructive;
    case Verb::kDelete:
    case Verb::kUpdate:
      return StatementClass::kMutation;
    case Verb::kGrant:
    case Verb::kRevoke:
      return StatementClass::kAccess;
    case Verb::kSet:
    case Verb::kUse:
      return StatementClass::kSession;
    case Verb::kSystem:
    case Verb::kKill:
      return StatementClass::kSystem;
    case Verb::kSelect:
      return StatementClass::kQuery;
    case Verb::kOther:
      break;
  }
  return StatementClass::kUnknown;
}

}  // namespace housewright::sql
