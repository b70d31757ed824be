#include "sql/access_statement.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sql/facts_cursor.h"
#include "sql/quote.h"
#include "sql/token_hash.h"

namespace housewright::sql {
namespace {

std::optional<Verb> TakeAccessVerb(FactsCursor& cursor) {
  if (cursor.Accept({"CREATE"})) return Verb::kCreate;
  if (cursor.Accept({"ALTER"})) return Verb::kAlter;
  if (cursor.Accept({"DROP"})) return Verb::kDrop;
  return std::nullopt;
}

std::optional<ObjectKind> TakeAccessKind(FactsCursor& cursor) {
  if (cursor.Accept({"USER"})) return ObjectKind::kUser;
  if (cursor.Accept({"ROLE"})) return ObjectKind::kRole;
  if (cursor.Accept({"QUOTA"})) return ObjectKind::kQuota;
  if (cursor.Accept({"ROW", "POLICY"}) || cursor.Accept({"POLICY"})) return ObjectKind::kRowPolicy;
  if (cursor.Accept({"SETTINGS", "PROFILE"}) || cursor.Accept({"PROFILE"})) {
    return ObjectKind::kSettingsProfile;
  }
  return std::nullopt;
}

std::string ObjectText(const ObjectName& object) {
  const auto part = [](const std::string& name) {
    return name == "*" ? name : QuoteIdentifierIfNeeded(name);
  };
  if (object.database.empty()) return part(object.name);
  return part(object.database) + "." + part(object.name);
}

// Names with what may stand between and behind them; false where that is not understood.
bool TakeAccessNames(FactsCursor& cursor, AccessStatement& statement) {
  do {
    auto name = cursor.TakePrincipal();
    if (!name) return false;
    statement.names.push_back(std::move(name->name));
  } while (cursor.Accept(TokenType::kComma));
  if (cursor.Accept({"ON", "CLUSTER"}) && !cursor.TakePrincipal()) return false;
  if (statement.kind != ObjectKind::kRowPolicy) return true;
  if (!cursor.Accept({"ON"})) return false;
  const auto table = cursor.TakeObjectName();
  if (!table) return false;
  for (std::string& name : statement.names) name += " ON " + ObjectText(*table);
  if (cursor.Accept({"ON", "CLUSTER"}) && !cursor.TakePrincipal()) return false;
  return !cursor.IsType(TokenType::kComma);  // `p ON a, q ON b` names no pairs here
}

// Of ways to log in.
constexpr auto kPasswordMethods = std::to_array<std::string_view>(
    {"plaintext_password", "sha256_password", "double_sha1_password", "bcrypt_password",
     "scram_sha256_password"});

bool IsPasswordMethod(FactsCursor& cursor) {
  return std::ranges::any_of(kPasswordMethods,
                             [&](std::string_view method) { return cursor.IsWord(method); });
}

}  // namespace

std::optional<AccessStatement> ParseAccessStatement(std::string_view text) {
  FactsCursor cursor(text);
  AccessStatement statement;
  statement.verb_begin = cursor.Peek().begin;
  statement.verb_end = cursor.Peek().end;
  const auto verb = TakeAccessVerb(cursor);
  if (!verb) return std::nullopt;
  const auto kind = TakeAccessKind(cursor);
  if (!kind) return std::nullopt;
  statement.verb = *verb;
  statement.kind = *kind;
  const bool has_condition = cursor.Accept({"IF", "NOT", "EXISTS"}) ||
                             cursor.Accept({"IF", "EXISTS"}) || cursor.Accept({"OR", "REPLACE"});
  statement.is_plain_create = *verb == Verb::kCreate && !has_condition;
  statement.condition_at = cursor.Peek().begin;
  if (!TakeAccessNames(cursor, statement)) return std::nullopt;
  statement.has_clauses = !cursor.AtEnd();
  for (; !cursor.AtEnd(); cursor.SkipGroup()) {
    if (cursor.AreWords({"RENAME", "TO"})) statement.renames = true;
  }
  return statement;
}

Credential CredentialOf(std::string_view text) {
  FactsCursor cursor(text);
  while (!cursor.AtEnd() && !cursor.IsWord("IDENTIFIED")) {
    if (cursor.AreWords({"NOT", "IDENTIFIED"})) return {Credential::Kind::kPassword, ""};
    cursor.SkipGroup();
  }
  if (!cursor.Accept({"IDENTIFIED"})) return {};
  if (cursor.Accept({"WITH"})) {
    if (cursor.IsWord("no_password") && !cursor.IsType(TokenType::kComma, 1)) {
      return {Credential::Kind::kPassword, ""};
    }
    if (IsPasswordMethod(cursor)) cursor.Skip();
  }
  if (cursor.IsWord("BY") && cursor.IsType(TokenType::kStringLiteral, 1)) {
    const std::string_view literal = cursor.Peek(1).In(text);
    // A comma begins another way to log in.
    if (cursor.IsType(TokenType::kComma, 2)) return {Credential::Kind::kUnchecked, ""};
    return {Credential::Kind::kPassword, UnquoteString(literal)};
  }
  for (; !cursor.AtEnd(); cursor.SkipGroup()) {
    const bool is_literal =
        cursor.IsType(TokenType::kStringLiteral, 1) || cursor.IsType(TokenType::kHereDoc, 1);
    if (cursor.IsWord("BY") && is_literal) return {Credential::Kind::kUnchecked, ""};
  }
  return {};
}

std::string FingerprintOf(std::string_view text) {
  std::string without;
  std::size_t copied = 0;
  FactsCursor cursor(text);
  for (; !cursor.AtEnd(); cursor.Skip()) {
    const Token token = cursor.Peek(1);
    const bool is_literal =
        token.type == TokenType::kStringLiteral || token.type == TokenType::kHereDoc;
    if (!cursor.IsWord("BY") || !is_literal) continue;
    without.append(text.substr(copied, token.begin - copied)).append("''");
    copied = token.end;
  }
  without.append(text.substr(copied));
  return TokenHash(without).ToHex();
}

}  // namespace housewright::sql
