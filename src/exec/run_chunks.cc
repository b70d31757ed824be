// The part of a run that takes a statement by the partitions of a table.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "exec/chunks.h"
#include "exec/messages.h"
#include "exec/run.h"
#include "exec/statement_settings.h"

namespace housewright::exec {

using std::chrono::milliseconds;

Result<void> Run::RunChunks(std::size_t index) {
  Unit& unit = units_[index];
  const plan::PlannedChunks& planned = *unit.statement->chunks;
  sql::ObjectName source = planned.source;
  std::set<std::string> finished(planned.finished.begin(), planned.finished.end());
  const milliseconds began = dependencies_.clock->Monotonic();
  for (;;) {
    auto pending = PartitionsToDo(unit, source, finished);
    if (!pending) return Fail(StopBeforeChunks(index, pending.error()));
    if (pending->empty()) break;
    const std::size_t total = finished.size() + pending->size();
    for (const std::string& partition : *pending) {
      unit.chunk = Chunk{.partition = partition,
                         .number = static_cast<std::uint32_t>(finished.size() + 1),
                         .of = static_cast<std::uint32_t>(total),
                         .source = source};
      // The chunk before it is settled: its intent is not to be taken back.
      intents_.erase(index);
      next_intent_ = index;
      if (wants_to_stop()) return Fail(StopBefore(index));
      TRY(RunStatement(index));
      finished.insert(partition);
    }
  }
  unit.chunk.reset();
  intents_.erase(index);
  next_intent_ = std::max(next_intent_, index + 1);
  Outcome outcome;
  outcome.elapsed = dependencies_.clock->Monotonic() - began;
  RecordSuccess(unit, "", outcome);
  return {};
}

Result<std::vector<std::string>> Run::PartitionsToDo(const Unit& unit, sql::ObjectName& source,
                                                     const std::set<std::string>& finished) {
  ASSIGN_OR_RETURN(const auto settings,
                   SettingsFor(context_.settings, *dependencies_.facts, unit.statement->statement));
  if (const std::string why = WhyNoChunks(settings); !why.empty()) {
    return Fail(Error(ErrorCode::kConflict, why).WithAdvice("remove it, or `-- chunk:`"));
  }
  ASSIGN_OR_RETURN(std::vector<std::string> partitions,
                   ListPartitions(*dependencies_.statements, source));
  std::erase_if(partitions, [&](const std::string& one) { return finished.contains(one); });
  return partitions;
}

// Nothing of the statement is on its way: what is done of it stays done.
Error Run::StopBeforeChunks(std::size_t index, const Error& cause) {
  const Unit& unit = units_[index];
  Error error = StoppedAt(unit, cause, 1, true, context_.command);
  TakeBackIntentsAfter(index, "not sent: the run ended before it");
  writer_.Queue(rows_.Release());
  Emit(StatementFailed{unit.step, unit.statement, &error});
  if (const auto written = writer_.Flush(); !written) {
    error.AddContext("recording that failed too: " + written.error().message());
  }
  return error;
}

}  // namespace housewright::exec
