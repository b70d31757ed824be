#include "exec/mutations.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "exec/object_probe.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

bool ChangesTypes(const sql::StatementFacts& facts) {
  return std::ranges::any_of(facts.actions, [](const sql::AlterAction& action) {
    return action.kind == sql::AlterActionKind::kModifyColumn;
  });
}

}  // namespace

MutationsTable::Mutations MutationsTable::Unfinished(Asker& asker, std::string_view sent_at) {
  return Read(asker, "is_done = 0", sent_at);
}

MutationsTable::Mutations MutationsTable::Find(Asker& asker, const std::vector<std::string>& ids) {
  std::vector<std::string> quoted;
  for (const std::string& id : ids) quoted.push_back(sql::QuoteString(id));
  return Read(asker, fmt::format("mutation_id IN ({})", Join(quoted, ", ")), "toDateTime(0)");
}

// Which columns there are is asked and not told by the version: they came one by one.
MutationsTable::Mutations MutationsTable::Read(Asker& asker, std::string_view condition,
                                               std::string_view sent_at) {
  if (columns_.empty()) {
    ASSIGN_OR_RETURN(const auto names, asker.Rows("SELECT name FROM system.columns WHERE database "
                                                  "= 'system' AND table = 'mutations'",
                                                  1, "system.columns"));
    if (!names) return std::nullopt;
    for (const auto& row : *names) columns_.insert(row[0]);
    if (columns_.empty()) {
      asker.Note("system.mutations cannot be read");
      return std::nullopt;
    }
  }
  const auto column = [this](std::string_view name, std::string_view otherwise) {
    return columns_.contains(name) ? name : otherwise;
  };
  ASSIGN_OR_RETURN(
      const auto rows,
      asker.Rows(fmt::format(
                     "SELECT mutation_id, toUInt8(create_time < {}), is_done, {}, parts_to_do, {}, "
                     "{} FROM system.mutations WHERE database = {} AND table = {} AND {} ORDER BY "
                     "create_time, mutation_id",
                     sent_at, column("is_killed", "0"), column("latest_failed_part", "''"),
                     column("latest_fail_reason", "''"), DatabaseExpression(table_.database),
                     sql::QuoteString(table_.name), condition),
                 7, "system.mutations"));
  if (!rows) return std::nullopt;
  std::vector<Mutation> mutations;
  for (const auto& row : *rows) {
    mutations.push_back({.id = row[0],
                         .is_older = row[1] == "1",
                         .is_done = row[2] == "1",
                         .is_killed = row[3] == "1",
                         .parts_to_do = ToNumber(row[4]),
                         .failed_part = row[5],
                         .fail_reason = WithoutStackTrace(row[6])});
  }
  return mutations;
}

bool IsMutation(const sql::StatementFacts& facts) {
  return facts.statement_class == sql::StatementClass::kMutation && !facts.objects.empty();
}

std::vector<std::string> MutationsIn(std::string_view exception) {
  constexpr std::string_view kKilled = " was killed";
  std::vector<std::string> ids;
  const auto take = [&](std::string_view before, std::string_view after) {
    const std::size_t found = exception.find(before);
    if (found == std::string_view::npos) return;
    const std::string_view rest = exception.substr(found + before.size());
    for (const std::string_view id : Split(rest.substr(0, rest.find(after)), ',')) {
      ids.emplace_back(Trim(id));
    }
  };
  take("execution of mutation '", "'");
  take("execution of mutations '", "'");
  if (ids.empty() && exception.find(kKilled) != std::string_view::npos) take("Mutation ", kKilled);
  return ids;
}

std::string WithoutStackTrace(std::string_view exception) {
  const std::size_t trace = exception.find("\n\n0. ");
  if (trace == std::string_view::npos) return std::string(exception);
  // Behind it, in an exception that another one quotes, stands the name of the code.
  const std::size_t name = exception.rfind("\n. (");
  std::string text(Trim(exception.substr(0, trace)));
  if (name != std::string_view::npos && name > trace) {
    text += fmt::format(" {}", exception.substr(name + 3));
  }
  return text;
}

std::string FailureText(const Mutation& mutation) {
  return fmt::format(
      "{} {} fails on part {}: {}; {} still to do, and the server tries again until it is killed",
      mutation.is_older ? "an older mutation of the table," : "its mutation", mutation.id,
      mutation.failed_part, mutation.fail_reason,
      mutation.parts_to_do == 1 ? "1 part is" : fmt::format("{} parts are", mutation.parts_to_do));
}

std::string FailureAdvice(const Mutation& mutation, const sql::StatementFacts& facts,
                          const sql::ObjectName& table) {
  if (!mutation.is_older && ChangesTypes(facts)) {
    return fmt::format(
        "the column has its new type already, and KILL MUTATION does not give the old one back: "
        "change it back with `ALTER TABLE {} MODIFY COLUMN ...`",
        table.database.empty() ? table.name : table.database + "." + table.name);
  }
  return fmt::format(
      "where the server cannot get over that, end it with `KILL MUTATION WHERE database = {} AND "
      "table = {} AND mutation_id = {}`: parts that are done stay as they are",
      DatabaseExpression(table.database), sql::QuoteString(table.name),
      sql::QuoteString(mutation.id));
}

}  // namespace housewright::exec
