#include "plan/repeatable.h"

#include <string_view>
#include <utility>

#include "sql/access_statement.h"
#include "sql/facts_cursor.h"

namespace housewright::plan {
namespace {

constexpr std::string_view kIfNotExists = "IF NOT EXISTS ";

// Puts `text` in place of the bytes from `begin` to `end`, in which no secret stands.
void Replace(project::RenderedStatement& statement, std::size_t begin, std::size_t end,
             std::string_view text) {
  statement.sql.text.replace(begin, end - begin, text);
  for (auto& secret : statement.sql.secrets) {
    if (secret.begin >= end) secret.begin = secret.begin + text.size() - (end - begin);
  }
  statement.facts = sql::Describe(statement.sql.text);
}

// A name may be a secret's value, but a condition stands before it all the same.
std::size_t DatabaseNameAt(std::string_view text) {
  sql::FactsCursor cursor(text);
  cursor.Accept({"CREATE", "DATABASE"});
  return cursor.Peek().begin;
}

}  // namespace

std::vector<RepeatableStatement> MakeRepeatable(project::RenderedStatement statement) {
  std::vector<RepeatableStatement> made;
  const sql::StatementFacts& facts = statement.facts;
  if (facts.verb == sql::Verb::kCreate && facts.object_kind == sql::ObjectKind::kDatabase &&
      !facts.if_not_exists && !facts.or_replace) {
    const std::size_t at = DatabaseNameAt(statement.sql.text);
    Replace(statement, at, at, kIfNotExists);
    made.push_back({std::move(statement), StatementOrigin::kMadeCreate});
    return made;
  }
  const auto access = sql::ParseAccessStatement(statement.sql.text);
  if (!access || !access->is_plain_create) {
    made.push_back({std::move(statement)});
    return made;
  }
  project::RenderedStatement create = statement;
  Replace(create, access->condition_at, access->condition_at, kIfNotExists);
  made.push_back({std::move(create), StatementOrigin::kMadeCreate});
  if (access->has_clauses) {
    Replace(statement, access->verb_begin, access->verb_end, "ALTER");
    made.push_back({std::move(statement), StatementOrigin::kMadeAlter});
  }
  return made;
}

}  // namespace housewright::plan
