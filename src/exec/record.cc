#include "exec/record.h"

#include <chrono>
#include <utility>
#include <vector>

#include "exec/rows.h"
#include "exec/unit.h"

namespace housewright::exec {

Result<void> RecordRun(const Executor::Dependencies& dependencies, const RunContext& context,
                       const plan::Plan& plan) {
  const RowMaker rows(dependencies, context);
  std::vector<journal::Entry> entries = {rows.Epoch()};
  for (const Unit& unit : LayOut(plan)) {
    if (unit.statement == nullptr) continue;
    entries.push_back(unit.is_sent() ? rows.Done(unit, QueryId(context.run_id, unit, 1),
                                                 std::chrono::milliseconds(0))
                                     : rows.LeftOut(unit));
  }
  entries.push_back(rows.Release());
  return dependencies.journal->Append(std::move(entries));
}

}  // namespace housewright::exec
