#include "exec/before_image.h"

#include <fmt/format.h>

#include "exec/before_kinds.h"
#include "exec/marks.h"
#include "exec/object_probe.h"
#include "exec/probe.h"
#include "sql/quote.h"

namespace housewright::exec {

std::unique_ptr<BeforeImage> BeforeImageOf(const project::RenderedStatement& statement) {
  const sql::StatementFacts& facts = statement.facts;
  if (!facts.on_cluster.empty() || facts.temporary) return nullptr;
  // The names that a rename leaves may be others' too: the UUID behind them is surer.
  if (auto uuids = UuidsBefore(facts)) return uuids;
  if (MarksOf(statement) || IsSafeToResend(statement)) return nullptr;
  for (const auto& make : {DefinitionBefore, PartitionBefore, BlocksBefore, MutationsBefore}) {
    if (auto image = make(facts)) return image;
  }
  return nullptr;
}

bool IsOfOneTable(const sql::StatementFacts& facts) {
  return facts.objects.size() == 1 && !facts.objects[0].name.empty();
}

std::string DisplayName(const sql::ObjectName& table) {
  return table.database.empty() ? table.name : table.database + "." + table.name;
}

std::string ActivePartsOf(const sql::ObjectName& table) {
  return fmt::format("system.parts WHERE active AND database = {} AND table = {}",
                     DatabaseExpression(table.database), sql::QuoteString(table.name));
}

}  // namespace housewright::exec
