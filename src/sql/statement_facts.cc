#include "sql/statement_facts.h"

#include <array>
#include <optional>

#include "sql/alter_actions.h"
#include "sql/facts_cursor.h"
#include "sql/statement_class.h"

namespace housewright::sql {
namespace {

struct KindSyntax {
  std::array<std::string_view, 2> words;  // the second may be empty
  ObjectKind kind;
};
constexpr auto kKinds = std::to_array<KindSyntax>({
    {{"DATABASE", ""}, ObjectKind::kDatabase},
    {{"TABLE", ""}, ObjectKind::kTable},
    {{"VIEW", ""}, ObjectKind::kView},
    {{"MATERIALIZED", "VIEW"}, ObjectKind::kMaterializedView},
    {{"LIVE", "VIEW"}, ObjectKind::kView},
    {{"WINDOW", "VIEW"}, ObjectKind::kView},
    {{"DICTIONARY", ""}, ObjectKind::kDictionary},
    {{"FUNCTION", ""}, ObjectKind::kFunction},
    {{"USER", ""}, ObjectKind::kUser},
    {{"ROLE", ""}, ObjectKind::kRole},
    {{"QUOTA", ""}, ObjectKind::kQuota},
    {{"ROW", "POLICY"}, ObjectKind::kRowPolicy},
    {{"POLICY", ""}, ObjectKind::kRowPolicy},
    {{"SETTINGS", "PROFILE"}, ObjectKind::kSettingsProfile},
    {{"PROFILE", ""}, ObjectKind::kSettingsProfile},
    {{"NAMED", "COLLECTION"}, ObjectKind::kNamedCollection},
});

ObjectKind TakeKind(FactsCursor& cursor) {
  for (const auto& [words, kind] : kKinds) {
    const bool taken =
        words[1].empty() ? cursor.Accept({words[0]}) : cursor.Accept({words[0], words[1]});
    if (taken) return kind;
  }
  return ObjectKind::kOther;
}

bool IsAccessKind(ObjectKind kind) {
  return kind == ObjectKind::kUser || kind == ObjectKind::kRole || kind == ObjectKind::kQuota ||
         kind == ObjectKind::kRowPolicy || kind == ObjectKind::kSettingsProfile;
}

void TakeConditions(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"IF", "NOT", "EXISTS"})) facts.if_not_exists = true;
  if (cursor.Accept({"IF", "EXISTS"})) facts.if_exists = true;
  cursor.Accept({"IF", "EMPTY"});
  if (cursor.Accept({"OR", "REPLACE"})) facts.or_replace = true;  // CREATE USER OR REPLACE
}

std::optional<ObjectName> TakeName(FactsCursor& cursor, ObjectKind kind) {
  return IsAccessKind(kind) ? cursor.TakePrincipal() : cursor.TakeObjectName();
}

void TakeNames(FactsCursor& cursor, StatementFacts& facts) {
  do {
    auto name = TakeName(cursor, facts.object_kind);
    if (!name) return;
    facts.objects.push_back(*std::move(name));
  } while (cursor.Accept(TokenType::kComma));
}

void TakeOnCluster(FactsCursor& cursor, StatementFacts& facts) {
  if (!cursor.Accept({"ON", "CLUSTER"})) return;
  if (const auto cluster = cursor.TakePrincipal()) facts.on_cluster = cluster->name;
}

// Goes on to the end for the words that may stand anywhere behind the names.
void TakeTail(FactsCursor& cursor, StatementFacts& facts) {
  while (!cursor.AtEnd()) {
    if (cursor.AreWords({"ON", "CLUSTER"})) {
      TakeOnCluster(cursor, facts);
      continue;
    }
    if (cursor.IsWord("SYNC") || cursor.AreWords({"NO", "DELAY"})) facts.sync = true;
    cursor.SkipGroup();
  }
}

bool SelectBegins(FactsCursor& cursor, std::size_t ahead = 0) {
  while (cursor.IsType(TokenType::kOpeningRoundBracket, ahead)) ++ahead;
  return cursor.IsOneOf({"SELECT", "WITH", "FROM"}, ahead);
}

// Behind the name of CREATE: does it fill what it creates?
void TakeSource(FactsCursor& cursor, StatementFacts& facts) {
  bool is_empty = false;
  for (; !cursor.AtEnd(); cursor.SkipGroup()) {
    if (cursor.IsWord("POPULATE")) facts.as_select = true;
    if (cursor.IsWord("EMPTY")) is_empty = true;
    if (facts.object_kind != ObjectKind::kTable) continue;
    if (cursor.AreWords({"CLONE", "AS"})) facts.as_select = true;
    if (cursor.IsWord("AS") && SelectBegins(cursor, 1)) facts.as_select = !is_empty;
    if (facts.as_select) return;
  }
}

bool HasOwnStorage(FactsCursor& cursor) { return cursor.IsOneOf({"ENGINE", "ORDER", "POPULATE"}); }

void ReadCreate(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"OR", "REPLACE"})) facts.or_replace = true;
  if (cursor.Accept({"TEMPORARY"})) facts.temporary = true;
  facts.object_kind = TakeKind(cursor);
  if (facts.object_kind == ObjectKind::kOther) return;
  TakeConditions(cursor, facts);
  if (IsAccessKind(facts.object_kind)) {
    TakeNames(cursor, facts);
    TakeTail(cursor, facts);
    return;
  }
  if (auto name = TakeName(cursor, facts.object_kind)) facts.objects.push_back(*std::move(name));
  if (cursor.Accept({"UUID"})) cursor.Skip();
  TakeOnCluster(cursor, facts);
  TakeSource(cursor, facts);
}

void ReadDrop(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"TEMPORARY"})) facts.temporary = true;
  facts.object_kind = TakeKind(cursor);
  if (facts.object_kind == ObjectKind::kOther) return;
  TakeConditions(cursor, facts);
  TakeNames(cursor, facts);
  TakeTail(cursor, facts);
}

void ReadAlter(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"TEMPORARY"})) facts.temporary = true;
  facts.object_kind = TakeKind(cursor);
  if (facts.object_kind == ObjectKind::kOther) return;
  TakeConditions(cursor, facts);
  if (facts.object_kind != ObjectKind::kTable) {
    TakeNames(cursor, facts);
    TakeTail(cursor, facts);
    return;
  }
  if (auto name = cursor.TakeObjectName()) facts.objects.push_back(*std::move(name));
  TakeOnCluster(cursor, facts);
  facts.actions = ReadAlterActions(cursor);
}

// RENAME TABLE a TO b, c TO d and EXCHANGE TABLES a AND b.
void ReadPairs(FactsCursor& cursor, StatementFacts& facts, std::string_view between) {
  do {
    TakeConditions(cursor, facts);
    auto from = TakeName(cursor, facts.object_kind);
    if (!from || !cursor.Accept({between})) break;
    auto to = TakeName(cursor, facts.object_kind);
    if (!to) break;
    facts.objects.push_back(*std::move(from));
    facts.new_names.push_back(*std::move(to));
  } while (cursor.Accept(TokenType::kComma));
  TakeTail(cursor, facts);
}

void ReadRename(FactsCursor& cursor, StatementFacts& facts) {
  facts.object_kind = TakeKind(cursor);
  if (facts.object_kind == ObjectKind::kOther) facts.object_kind = ObjectKind::kTable;
  ReadPairs(cursor, facts, "TO");
}

void ReadExchange(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"DICTIONARIES"})) {
    facts.object_kind = ObjectKind::kDictionary;
  } else if (cursor.Accept({"TABLES"})) {
    facts.object_kind = ObjectKind::kTable;
  } else {
    facts.object_kind = ObjectKind::kOther;
    return;
  }
  ReadPairs(cursor, facts, "AND");
}

// No further than to the data, which may be gigabytes.
void ReadInsert(FactsCursor& cursor, StatementFacts& facts) {
  cursor.Accept({"INTO"});
  const bool has_table_word = cursor.Accept({"TABLE"});
  facts.object_kind = ObjectKind::kTable;
  // `INSERT INTO function (a) ...` is a table of that name; the keyword has a name behind it.
  const bool is_function =
      cursor.IsWord("FUNCTION") && (has_table_word || cursor.IsType(TokenType::kBareWord, 1)) &&
      !cursor.IsOneOf({"VALUES", "FORMAT", "SELECT", "WITH", "SETTINGS", "PARTITION"}, 1);
  if (is_function) {
    cursor.Skip();
    facts.object_kind = ObjectKind::kFunction;
  }
  if (auto name = cursor.TakeObjectName()) facts.objects.push_back(*std::move(name));
  for (; !cursor.AtEnd() && !cursor.Peek().IsError(); cursor.SkipGroup()) {
    if (cursor.IsOneOf({"VALUES", "FORMAT", "FROM"})) return;
    if (cursor.IsWord("WATCH") || SelectBegins(cursor)) {
      facts.as_select = true;
      return;
    }
  }
}

void ReadTruncate(FactsCursor& cursor, StatementFacts& facts) {
  if (cursor.Accept({"ALL", "TABLES", "FROM"}) || cursor.Accept({"TABLES", "FROM"})) {
    cursor.Accept({"DATABASE"});
    facts.object_kind = ObjectKind::kDatabase;
  } else {
    if (cursor.Accept({"TEMPORARY"})) facts.temporary = true;
    facts.object_kind = TakeKind(cursor);
    if (facts.object_kind == ObjectKind::kOther) facts.object_kind = ObjectKind::kTable;
  }
  TakeConditions(cursor, facts);
  TakeNames(cursor, facts);
  TakeTail(cursor, facts);
}

// OPTIMIZE, UNDROP and DELETE FROM, UPDATE: [TABLE] name.
void ReadOneTable(FactsCursor& cursor, StatementFacts& facts) {
  cursor.Accept({"TABLE"});
  facts.object_kind = ObjectKind::kTable;
  TakeConditions(cursor, facts);
  if (auto name = cursor.TakeObjectName()) facts.objects.push_back(*std::move(name));
  while (!cursor.AtEnd() && !cursor.AreWords({"ON", "CLUSTER"})) cursor.SkipGroup();
  TakeOnCluster(cursor, facts);
}

// GRANT privileges ON x, privileges ON y TO z; a grant of roles names no object.
void ReadGrant(FactsCursor& cursor, StatementFacts& facts) {
  while (!cursor.AtEnd()) {
    if (cursor.AreWords({"ON", "CLUSTER"})) {
      TakeOnCluster(cursor, facts);
    } else if (cursor.Accept({"ON"})) {
      if (auto name = cursor.TakeObjectName()) facts.objects.push_back(*std::move(name));
    } else {
      cursor.SkipGroup();
    }
  }
}

// WITH x AS (SELECT ...) SELECT or INSERT, or an expression in front of SELECT.
void ReadWith(FactsCursor& cursor, StatementFacts& facts) {
  for (; !cursor.AtEnd() && !cursor.IsWord("SELECT"); cursor.SkipGroup()) {
    if (!cursor.AreWords({"INSERT", "INTO"})) continue;
    cursor.Skip();
    facts.verb = Verb::kInsert;
    ReadInsert(cursor, facts);
    facts.as_select = true;
    return;
  }
}

void ReadUse(FactsCursor& cursor, StatementFacts& facts) {
  cursor.Accept({"DATABASE"});
  facts.object_kind = ObjectKind::kDatabase;
  if (auto name = cursor.TakeObjectName()) facts.objects.push_back(*std::move(name));
}

void ReadNothing(FactsCursor& /*cursor*/, StatementFacts& /*facts*/) {}

struct VerbSyntax {
  std::array<std::string_view, 2> words;  // the second may be empty
  Verb verb;
  void (*read)(FactsCursor&, StatementFacts&);
};
constexpr auto kVerbs = std::to_array<VerbSyntax>({
    {{"CREATE", ""}, Verb::kCreate, ReadCreate},
    {{"REPLACE", ""}, Verb::kReplace, ReadCreate},
    {{"ATTACH", ""}, Verb::kAttach, ReadCreate},
    {{"DROP", ""}, Verb::kDrop, ReadDrop},
    {{"DETACH", ""}, Verb::kDetach, ReadDrop},
    {{"ALTER", ""}, Verb::kAlter, ReadAlter},
    {{"RENAME", ""}, Verb::kRename, ReadRename},
    {{"EXCHANGE", ""}, Verb::kExchange, ReadExchange},
    {{"INSERT", ""}, Verb::kInsert, ReadInsert},
    {{"TRUNCATE", ""}, Verb::kTruncate, ReadTruncate},
    {{"OPTIMIZE", ""}, Verb::kOptimize, ReadOneTable},
    {{"UNDROP", ""}, Verb::kUndrop, ReadOneTable},
    {{"DELETE", "FROM"}, Verb::kDelete, ReadOneTable},
    {{"UPDATE", ""}, Verb::kUpdate, ReadOneTable},
    {{"GRANT", ""}, Verb::kGrant, ReadGrant},
    {{"REVOKE", ""}, Verb::kRevoke, ReadGrant},
    {{"SET", ""}, Verb::kSet, ReadNothing},
    {{"USE", ""}, Verb::kUse, ReadUse},
    {{"SYSTEM", ""}, Verb::kSystem, ReadNothing},
    {{"KILL", ""}, Verb::kKill, ReadNothing},
    {{"WITH", ""}, Verb::kSelect, ReadWith},
    {{"SELECT", ""}, Verb::kSelect, ReadNothing},
    {{"FROM", ""}, Verb::kSelect, ReadNothing},
    {{"SHOW", ""}, Verb::kSelect, ReadNothing},
    {{"DESCRIBE", ""}, Verb::kSelect, ReadNothing},
    {{"DESC", ""}, Verb::kSelect, ReadNothing},
    {{"EXISTS", ""}, Verb::kSelect, ReadNothing},
    {{"EXPLAIN", ""}, Verb::kSelect, ReadNothing},
});

const VerbSyntax* TakeVerb(FactsCursor& cursor) {
  while (cursor.IsType(TokenType::kOpeningRoundBracket) && SelectBegins(cursor)) cursor.Skip();
  for (const VerbSyntax& syntax : kVerbs) {
    const auto& words = syntax.words;
    const bool taken =
        words[1].empty() ? cursor.Accept({words[0]}) : cursor.Accept({words[0], words[1]});
    if (taken) return &syntax;
  }
  return nullptr;
}

// A materialized view that OR REPLACE replaces takes its inner table with it, unless it writes TO
// another one.
bool ReplacesInnerTable(std::string_view statement, const StatementFacts& facts) {
  if (!facts.or_replace || facts.object_kind != ObjectKind::kMaterializedView) return false;
  FactsCursor cursor(statement);
  for (; !cursor.AtEnd() && !cursor.IsWord("AS"); cursor.SkipGroup()) {
    if (HasOwnStorage(cursor)) return true;
  }
  return false;
}

// `CREATE ... PARALLEL WITH DROP ...` is several statements in one.
bool HasParallelParts(std::string_view statement) {
  FactsCursor cursor(statement);
  for (; !cursor.AtEnd(); cursor.SkipGroup()) {
    if (cursor.AreWords({"PARALLEL", "WITH"})) return true;
  }
  return false;
}

bool MayHaveParallelParts(Verb verb) {
  return verb == Verb::kCreate || verb == Verb::kDrop || verb == Verb::kAlter ||
         verb == Verb::kAttach || verb == Verb::kDetach || verb == Verb::kTruncate ||
         verb == Verb::kRename;
}

}  // namespace

StatementFacts Describe(std::string_view statement) {
  StatementFacts facts;
  FactsCursor cursor(statement);
  const VerbSyntax* const syntax = TakeVerb(cursor);
  if (syntax == nullptr) return facts;
  facts.verb = syntax->verb;
  const bool sets_default_role = facts.verb == Verb::kSet && cursor.AreWords({"DEFAULT", "ROLE"});
  syntax->read(cursor, facts);
  if (MayHaveParallelParts(facts.verb) && HasParallelParts(statement)) return {};
  facts.statement_class = sets_default_role ? StatementClass::kAccess : Classify(facts);
  if (ReplacesInnerTable(statement, facts)) facts.statement_class = StatementClass::kDestructive;
  return facts;
}

}  // namespace housewright::sql
