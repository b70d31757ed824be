#include "exec/before_image.h"

#include "exec/before_kinds.h"
#include "exec/marks.h"
#include "exec/probe.h"

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

}  // namespace housewright::exec
