// The names of the enumerations and the one-line summary of statement_facts.h.

#include <fmt/format.h>

#include <algorithm>

#include "sql/alter_actions.h"
#include "sql/quote.h"
#include "sql/statement_facts.h"

namespace housewright::sql {

std::string_view VerbName(Verb verb) {
  switch (verb) {
    case Verb::kCreate:
      return "CREATE";
    case Verb::kDrop:
      return "DROP";
    case Verb::kAlter:
      return "ALTER";
    case Verb::kRename:
      return "RENAME";
    case Verb::kExchange:
      return "EXCHANGE";
    case Verb::kInsert:
      return "INSERT";
    case Verb::kAttach:
      return "ATTACH";
    case Verb::kDetach:
      return "DETACH";
    case Verb::kTruncate:
      return "TRUNCATE";
    case Verb::kOptimize:
      return "OPTIMIZE";
    case Verb::kGrant:
      return "GRANT";
    case Verb::kRevoke:
      return "REVOKE";
    case Verb::kSet:
      return "SET";
    case Verb::kUse:
      return "USE";
    case Verb::kSystem:
      return "SYSTEM";
    case Verb::kSelect:
      return "SELECT";
    case Verb::kDelete:
      return "DELETE";
    case Verb::kUpdate:
      return "UPDATE";
    case Verb::kKill:
      return "KILL";
    case Verb::kUndrop:
      return "UNDROP";
    case Verb::kReplace:
      return "REPLACE";
    case Verb::kOther:
      break;
  }
  return "other";
}

std::string_view ObjectKindName(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kNone:
      return "none";
    case ObjectKind::kDatabase:
      return "database";
    case ObjectKind::kTable:
      return "table";
    case ObjectKind::kView:
      return "view";
    case ObjectKind::kMaterializedView:
      return "materialized view";
    case ObjectKind::kDictionary:
      return "dictionary";
    case ObjectKind::kFunction:
      return "function";
    case ObjectKind::kUser:
      return "user";
    case ObjectKind::kRole:
      return "role";
    case ObjectKind::kQuota:
      return "quota";
    case ObjectKind::kRowPolicy:
      return "row policy";
    case ObjectKind::kSettingsProfile:
      return "settings profile";
    case ObjectKind::kNamedCollection:
      return "named collection";
    case ObjectKind::kOther:
      break;
  }
  return "other";
}

std::string_view StatementClassName(StatementClass cls) {
  switch (cls) {
    case StatementClass::kMetadata:
      return "metadata";
    case StatementClass::kMutation:
      return "mutation";
    case StatementClass::kData:
      return "data";
    case StatementClass::kDestructive:
      return "destructive";
    case StatementClass::kAccess:
      return "access";
    case StatementClass::kSession:
      return "session";
    case StatementClass::kQuery:
      return "query";
    case StatementClass::kSystem:
      return "system";
    case StatementClass::kUnknown:
      break;
  }
  return "unknown";
}

namespace {

std::string NameText(std::string_view name) {
  return name == "*" ? "*" : QuoteIdentifierIfNeeded(name);
}

std::string NameText(const ObjectName& object) {
  if (object.from_literal) return "'...'";
  if (object.database.empty()) return NameText(object.name);
  return NameText(object.database) + "." + NameText(object.name);
}

std::string UpperKindName(ObjectKind kind) {
  std::string name(ObjectKindName(kind));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

// Between the verb and the names.
std::string MiddleWords(const StatementFacts& facts) {
  switch (facts.verb) {
    case Verb::kCreate:
    case Verb::kReplace:
    case Verb::kAttach:
    case Verb::kDrop:
    case Verb::kDetach:
    case Verb::kAlter:
    case Verb::kRename:
    case Verb::kTruncate: {
      if (facts.object_kind == ObjectKind::kOther || facts.object_kind == ObjectKind::kNone)
        return "";
      return fmt::format("{}{}{}", facts.or_replace ? "OR REPLACE " : "",
                         facts.temporary ? "TEMPORARY " : "", UpperKindName(facts.object_kind));
    }
    case Verb::kExchange:
      return facts.object_kind == ObjectKind::kDictionary ? "DICTIONARIES" : "TABLES";
    case Verb::kInsert:
      return facts.object_kind == ObjectKind::kFunction ? "INTO FUNCTION" : "INTO";
    case Verb::kOptimize:
    case Verb::kUndrop:
      return "TABLE";
    case Verb::kDelete:
      return "FROM";
    case Verb::kGrant:
    case Verb::kRevoke:
      return facts.objects.empty() ? "" : "ON";
    default:
      return "";
  }
}

std::string ObjectsText(const StatementFacts& facts) {
  std::string text;
  for (std::size_t i = 0; i < facts.objects.size(); ++i) {
    if (i > 0) text += ", ";
    text += NameText(facts.objects[i]);
    if (i >= facts.new_names.size()) continue;
    text += facts.verb == Verb::kExchange ? " AND " : " TO ";
    text += NameText(facts.new_names[i]);
  }
  return text;
}

// A nested column's dots are part of its name: `n.a` needs no backticks for people.
std::string ActionNameText(const std::string& name) {
  const bool is_dotted_word = std::ranges::all_of(name, [](char c) {
    return c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
  return is_dotted_word ? name : QuoteIdentifier(name);
}

std::string ActionText(const AlterAction& action) {
  std::string text(AlterActionName(action.kind));
  if (!action.name.empty()) text += " " + ActionNameText(action.name);
  if (!action.new_name.empty()) text += " TO " + ActionNameText(action.new_name);
  return text;
}

}  // namespace

std::string Summarize(const StatementFacts& facts) {
  if (facts.verb == Verb::kOther) return "other statement";
  std::string text(VerbName(facts.verb));
  for (const std::string& part : {MiddleWords(facts), ObjectsText(facts)}) {
    if (!part.empty()) text += " " + part;
  }
  if (!facts.actions.empty()) {
    text += " (";
    for (std::size_t i = 0; i < facts.actions.size(); ++i)
      text += (i == 0 ? "" : ", ") + ActionText(facts.actions[i]);
    text += ")";
  }
  return text;
}

}  // namespace housewright::sql
