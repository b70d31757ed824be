#include "exec/unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::exec {

std::vector<Unit> LayOut(const plan::Plan& plan) {
  std::vector<Unit> units;
  std::size_t bootstrap = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const plan::PlannedStep& step = plan.steps[i];
    Unit unit{.step = &step, .step_number = i + 1};
    if (step.kind == plan::StepKind::kBootstrap) unit.bootstrap_number = ++bootstrap;
    if (step.statements.empty()) {
      unit.first_of_step = unit.last_of_step = true;
      units.push_back(unit);
    }
    for (std::size_t j = 0; j < step.statements.size(); ++j) {
      unit.statement = &step.statements[j];
      unit.first_of_step = j == 0;
      unit.last_of_step = j + 1 == step.statements.size();
      units.push_back(unit);
    }
  }
  return units;
}

std::string QueryId(const std::string& run_id, const Unit& unit, int attempt) {
  return fmt::format("hw-{}-{}", run_id, QueryIdTail(unit, attempt));
}

std::string QueryIdTail(const Unit& unit, int attempt) {
  const std::string name =
      unit.is_bootstrap() ? fmt::format("b{}", unit.bootstrap_number) : unit.step->id.text();
  return fmt::format("{}-{}-{}-{}{}", name, DirectionOf(*unit.step).front(),
                     unit.statement != nullptr ? unit.statement->index : 0, attempt,
                     unit.chunk ? fmt::format("-c{}", unit.chunk->number) : "");
}

std::string DirectionOf(const plan::PlannedStep& step) {
  switch (step.kind) {
    case plan::StepKind::kBootstrap:
      return "bootstrap";
    case plan::StepKind::kUpgrade:
      return "upgrade";
    case plan::StepKind::kDowngrade:
      return "downgrade";
  }
  return "";
}

std::string DisplayName(const Unit& unit) {
  std::string whole = unit.is_bootstrap() ? unit.step->file : "revision " + unit.step->id.text();
  if (unit.statement == nullptr) return whole;
  std::string statement =
      fmt::format("statement {} of {} of {}", unit.statement->index, unit.step->total, whole);
  if (!unit.chunk) return statement;
  const Chunk& chunk = *unit.chunk;
  return fmt::format("{} of {}", ChunkName(chunk.partition, chunk.number, chunk.of), statement);
}

std::string ChunkName(const std::string& partition, std::uint32_t number, std::uint32_t of) {
  return fmt::format("chunk {} ({} of {})", partition, number, of);
}

SourceExcerpt WhereOf(const project::RenderedStatement& statement) {
  const std::string text = statement.sql.Masked();
  const std::string first = text.substr(0, std::min(text.find('\n'), std::size_t{160}));
  SourceExcerpt where;
  where.file = statement.file;
  where.line = statement.position.line;
  where.column = statement.position.column;
  where.line_text = std::string(where.column > 0 ? where.column - 1 : 0, ' ') + first;
  return where;
}

}  // namespace housewright::exec
