#include "sql/alter_actions.h"

#include <algorithm>
#include <array>
#include <optional>

namespace housewright::sql {
namespace {

using Kind = AlterActionKind;

// How an action begins, what it is called and what it does. `first second` are its keywords (second
// may be empty); `named` says that a name follows. Parsers/ParserAlterQuery.cpp has the list.
struct ActionSyntax {
  std::string_view first;
  std::string_view second;
  Kind kind;
  bool named;
};
constexpr auto kActions = std::to_array<ActionSyntax>({
    {"ADD", "COLUMN", Kind::kAddColumn, true},
    {"DROP", "COLUMN", Kind::kDropColumn, true},
    {"RENAME", "COLUMN", Kind::kRenameColumn, true},
    {"MODIFY", "COLUMN", Kind::kModifyColumn, true},
    {"ALTER", "COLUMN", Kind::kModifyColumn, true},
    {"COMMENT", "COLUMN", Kind::kCommentColumn, true},
    {"CLEAR", "COLUMN", Kind::kClearColumn, true},
    {"ADD", "INDEX", Kind::kAddIndex, true},
    {"DROP", "INDEX", Kind::kDropIndex, true},
    {"CLEAR", "INDEX", Kind::kClearPart, true},
    {"ADD", "PROJECTION", Kind::kAddProjection, true},
    {"DROP", "PROJECTION", Kind::kDropProjection, true},
    {"CLEAR", "PROJECTION", Kind::kClearPart, true},
    {"ADD", "CONSTRAINT", Kind::kAddConstraint, true},
    {"DROP", "CONSTRAINT", Kind::kDropConstraint, true},
    {"MATERIALIZE", "COLUMN", Kind::kMaterialize, true},
    {"MATERIALIZE", "INDEX", Kind::kMaterialize, true},
    {"MATERIALIZE", "PROJECTION", Kind::kMaterialize, true},
    {"MATERIALIZE", "STATISTICS", Kind::kMaterialize, true},
    {"MATERIALIZE", "TTL", Kind::kMaterialize, false},
    {"DELETE", "WHERE", Kind::kDelete, false},
    {"DELETE", "IN", Kind::kDelete, false},
    {"MODIFY", "ORDER", Kind::kModifyOrderBy, false},
    {"MODIFY", "TTL", Kind::kModifyTtl, false},
    {"REMOVE", "TTL", Kind::kModifyTtl, false},
    {"MODIFY", "SETTING", Kind::kModifySetting, false},
    {"RESET", "SETTING", Kind::kModifySetting, false},
    {"MODIFY", "QUERY", Kind::kModifyQuery, false},
    {"MODIFY", "COMMENT", Kind::kModifyComment, false},
    {"ATTACH", "PARTITION", Kind::kAttachPartition, false},
    {"ATTACH", "PART", Kind::kAttachPartition, false},
    {"DETACH", "PARTITION", Kind::kDetachPartition, false},
    {"DETACH", "PART", Kind::kDetachPartition, false},
    {"DROP", "PARTITION", Kind::kDropPartition, false},
    {"DROP", "PART", Kind::kDropPartition, false},
    {"DROP", "DETACHED", Kind::kDropPartition, false},
    {"REPLACE", "PARTITION", Kind::kReplacePartition, false},
    {"MOVE", "PARTITION", Kind::kMovePartition, false},
    {"MOVE", "PART", Kind::kMovePartition, false},
    {"FREEZE", "", Kind::kFreeze, false},
    // Known only so that a comma before them ends the action in front.
    {"ADD", "STATISTICS", Kind::kOther, false},
    {"DROP", "STATISTICS", Kind::kOther, false},
    {"CLEAR", "STATISTICS", Kind::kOther, false},
    {"MODIFY", "STATISTICS", Kind::kOther, false},
    {"MODIFY", "SAMPLE", Kind::kOther, false},
    {"MODIFY", "SQL", Kind::kOther, false},
    {"MODIFY", "DEFINER", Kind::kOther, false},
    {"MODIFY", "REFRESH", Kind::kOther, false},
    {"REMOVE", "SAMPLE", Kind::kOther, false},
    {"FETCH", "PARTITION", Kind::kOther, false},
    {"FETCH", "PART", Kind::kOther, false},
    {"UNFREEZE", "", Kind::kOther, false},
    {"APPLY", "DELETED", Kind::kOther, false},
    {"APPLY", "PATCHES", Kind::kOther, false},
    {"REWRITE", "PARTS", Kind::kOther, false},
    {"FORGET", "PARTITION", Kind::kOther, false},
    {"EXPORT", "PARTITION", Kind::kOther, false},
    {"EXPORT", "PART", Kind::kOther, false},
});

const ActionSyntax* FindAction(FactsCursor& cursor, std::size_t ahead) {
  const auto begins = [&](const ActionSyntax& action) {
    if (!cursor.IsWord(action.first, ahead)) return false;
    // `UPDATE freeze = 1, ...` assigns to a column called freeze.
    if (action.second.empty()) return !cursor.IsType(TokenType::kEquals, ahead + 1);
    return cursor.IsWord(action.second, ahead + 1);
  };
  const auto* const it = std::ranges::find_if(kActions, begins);
  return it == kActions.end() ? nullptr : &*it;
}

bool IsUpdate(FactsCursor& cursor, std::size_t ahead) {
  return cursor.IsWord("UPDATE", ahead) && !cursor.IsType(TokenType::kEquals, ahead + 1);
}

bool ActionBegins(FactsCursor& cursor, std::size_t ahead) {
  if (cursor.IsType(TokenType::kOpeningRoundBracket, ahead)) ++ahead;
  return FindAction(cursor, ahead) != nullptr || IsUpdate(cursor, ahead);
}

void ReadNames(FactsCursor& cursor, AlterAction& action) {
  if (cursor.Accept({"IF", "EXISTS"})) action.if_exists = true;
  if (cursor.Accept({"IF", "NOT", "EXISTS"})) action.if_not_exists = true;
  action.name = cursor.TakeDottedName();
  if (action.kind == Kind::kRenameColumn && cursor.Accept({"TO"}))
    action.new_name = cursor.TakeDottedName();
}

// `PARTITION 202401 FROM a.b`, `PARTITION ID 'x' TO TABLE a.b`.
void ReadPartition(FactsCursor& cursor, AlterAction& action) {
  action.partition = cursor.TakeText({"FROM", "TO", "SETTINGS"});
  if (!cursor.Accept({"FROM"}) && !cursor.Accept({"TO", "TABLE"})) return;
  action.other = cursor.TakeObjectName().value_or(ObjectName{});
}

AlterAction ReadAction(FactsCursor& cursor) {
  AlterAction action;
  if (const ActionSyntax* const syntax = FindAction(cursor, 0)) {
    action.kind = syntax->kind;
    cursor.Skip(syntax->second.empty() ? 1 : 2);
    if (syntax->named) ReadNames(cursor, action);
    if (syntax->second == "PARTITION") ReadPartition(cursor, action);
  } else if (IsUpdate(cursor, 0)) {
    action.kind = Kind::kUpdate;
    cursor.Skip();
  }
  return action;
}

// To the comma before the next action, the bracket that closes this one, or the end.
void SkipRestOfAction(FactsCursor& cursor, Kind kind, bool in_brackets) {
  while (!cursor.AtEnd()) {
    if (in_brackets && cursor.IsType(TokenType::kClosingRoundBracket)) return;
    // The query of MODIFY QUERY is the rest: its commas are its own.
    const bool may_end = in_brackets || kind != Kind::kModifyQuery;
    if (may_end && cursor.IsType(TokenType::kComma) && ActionBegins(cursor, 1)) return;
    cursor.SkipGroup();
  }
}

}  // namespace

std::vector<AlterAction> ReadAlterActions(FactsCursor& cursor) {
  std::vector<AlterAction> actions;
  do {
    const bool in_brackets = cursor.IsType(TokenType::kOpeningRoundBracket);
    if (in_brackets) cursor.Skip();
    actions.push_back(ReadAction(cursor));
    SkipRestOfAction(cursor, actions.back().kind, in_brackets);
    if (in_brackets) cursor.Accept(TokenType::kClosingRoundBracket);
  } while (cursor.Accept(TokenType::kComma));
  return actions;
}

std::string_view AlterActionName(AlterActionKind kind) {
  switch (kind) {
    case Kind::kAddColumn:
      return "ADD COLUMN";
    case Kind::kDropColumn:
      return "DROP COLUMN";
    case Kind::kRenameColumn:
      return "RENAME COLUMN";
    case Kind::kModifyColumn:
      return "MODIFY COLUMN";
    case Kind::kCommentColumn:
      return "COMMENT COLUMN";
    case Kind::kClearColumn:
      return "CLEAR COLUMN";
    case Kind::kAddIndex:
      return "ADD INDEX";
    case Kind::kDropIndex:
      return "DROP INDEX";
    case Kind::kClearPart:
      return "CLEAR";
    case Kind::kAddProjection:
      return "ADD PROJECTION";
    case Kind::kDropProjection:
      return "DROP PROJECTION";
    case Kind::kAddConstraint:
      return "ADD CONSTRAINT";
    case Kind::kDropConstraint:
      return "DROP CONSTRAINT";
    case Kind::kMaterialize:
      return "MATERIALIZE";
    case Kind::kUpdate:
      return "UPDATE";
    case Kind::kDelete:
      return "DELETE";
    case Kind::kModifyOrderBy:
      return "MODIFY ORDER BY";
    case Kind::kModifyTtl:
      return "MODIFY TTL";
    case Kind::kModifySetting:
      return "MODIFY SETTING";
    case Kind::kModifyQuery:
      return "MODIFY QUERY";
    case Kind::kModifyComment:
      return "MODIFY COMMENT";
    case Kind::kAttachPartition:
      return "ATTACH PARTITION";
    case Kind::kDetachPartition:
      return "DETACH PARTITION";
    case Kind::kDropPartition:
      return "DROP PARTITION";
    case Kind::kReplacePartition:
      return "REPLACE PARTITION";
    case Kind::kMovePartition:
      return "MOVE PARTITION";
    case Kind::kFreeze:
      return "FREEZE";
    case Kind::kOther:
      break;
  }
  return "...";
}

StatementClass ClassOf(AlterActionKind kind) {
  switch (kind) {
    case Kind::kAddColumn:
    case Kind::kCommentColumn:
    case Kind::kAddIndex:
    case Kind::kAddProjection:
    case Kind::kAddConstraint:
    case Kind::kDropConstraint:
    case Kind::kModifyOrderBy:
    case Kind::kModifySetting:
    case Kind::kModifyQuery:
    case Kind::kModifyComment:
      return StatementClass::kMetadata;
    case Kind::kRenameColumn:
    case Kind::kModifyColumn:
    case Kind::kDropIndex:
    case Kind::kClearPart:
    case Kind::kDropProjection:
    case Kind::kMaterialize:
    case Kind::kUpdate:
    case Kind::kDelete:
    case Kind::kModifyTtl:
      return StatementClass::kMutation;
    case Kind::kAttachPartition:
    case Kind::kDetachPartition:
    case Kind::kMovePartition:
    case Kind::kFreeze:
      return StatementClass::kData;
    case Kind::kDropColumn:
    case Kind::kClearColumn:
    case Kind::kDropPartition:
    case Kind::kReplacePartition:
      return StatementClass::kDestructive;
    case Kind::kOther:
      break;
  }
  return StatementClass::kUnknown;
}

}  // namespace housewright::sql
