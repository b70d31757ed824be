#include "plan/step.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "plan/checks.h"
#include "plan/left_out.h"
#include "plan/repeatable.h"
#include "project/chunk_annotation.h"

namespace housewright::plan {
namespace {

using Statements = std::vector<project::RenderedStatement>;

void AddAll(Diagnostics& to, Diagnostics from) { std::ranges::move(from, std::back_inserter(to)); }

// Empty where an error was added to the context.
std::optional<Statements> Render(const SourceText& source, std::size_t begin, std::size_t end,
                                 PlanContext& context) {
  project::RenderedPart part =
      project::RenderStatements(source, begin, end, context.project.config, context.values);
  const bool failed = HasErrors(part.diagnostics);
  AddAll(context.diagnostics, std::move(part.diagnostics));
  if (failed) return std::nullopt;
  return std::move(part.statements);
}

// Adds an error for each statement whose ON CLUSTER the server refuses; true where there is none.
bool CheckClusters(const SourceText& source, const Statements& statements, std::size_t first,
                   PlanContext& context) {
  bool is_clean = true;
  for (std::size_t i = first; i < statements.size(); ++i) {
    const project::RenderedStatement& statement = statements[i];
    if (WhyNoAccess(statement.facts, context.capabilities)) continue;
    const auto reason = WhyNoCluster(statement.facts, context.capabilities);
    if (!reason) continue;
    is_clean = false;
    context.diagnostics.push_back(
        {Severity::kError, "on-cluster",
         Error(ErrorCode::kUnsupported, fmt::format("statement {} cannot run: {}", i + 1, *reason))
             .At(source.Excerpt(statement.position.offset))
             .WithAdvice("put the words between {% if cluster %} and {% endif %}")});
  }
  return is_clean;
}

// Says of each statement by whose partitions it is run; true where there was no error to add.
bool AddChunks(PlannedStep& step, const SourceText& source, const revision::Progress* progress,
               PlanContext& context) {
  bool is_clean = true;
  const auto refuse = [&](const project::RenderedStatement& statement, Error error) {
    is_clean = false;
    context.diagnostics.push_back({Severity::kError, "chunk",
                                   std::move(error).At(source.Excerpt(statement.position.offset))});
  };
  for (PlannedStatement& planned : step.statements) {
    const project::RenderedStatement& statement = planned.statement;
    auto chunked = project::ChunkSourceOf(statement);
    if (!chunked) {
      refuse(statement, std::move(chunked).error());
      continue;
    }
    const bool is_next = planned.index == step.already_done + 1;
    const auto* begun =
        progress != nullptr && is_next && progress->chunks ? &*progress->chunks : nullptr;
    if (begun != nullptr && (!*chunked || begun->hash != statement.hash.ToHex())) {
      refuse(statement,
             Error(ErrorCode::kConflict,
                   fmt::format("statement {} was edited after {} of its {} were done",
                               planned.index, begun->finished.size(), Count(begun->total, "chunk")))
                 .WithAdvice("restore it as it was, with its `-- chunk:`"));
      continue;
    }
    if (!*chunked) continue;
    if (step.kind == StepKind::kBootstrap) {
      refuse(statement, Error(ErrorCode::kInvalidInput, "a bootstrap runs nothing in chunks")
                            .WithAdvice("move the statement to a revision"));
    } else if (!context.capabilities.table_filters) {
      refuse(statement, Error(ErrorCode::kUnsupported,
                              fmt::format("statement {} cannot run in chunks: {} has no setting "
                                          "additional_table_filters (22.7 and later have it)",
                                          planned.index, context.capabilities.server))
                            .WithAdvice("remove `-- chunk:` to run it at once; nothing was sent"));
    }
    planned.chunks =
        PlannedChunks{.source = **chunked,
                      .finished = begun != nullptr ? begun->finished : std::vector<std::string>{},
                      .total = begun != nullptr ? begun->total : 0};
  }
  return is_clean;
}

// Statements behind the first `done`, each with its place, reason and what keeps it back.
void AddStatements(PlannedStep& step, Statements statements, std::uint32_t done,
                   const Capabilities& capabilities) {
  step.total = static_cast<std::uint32_t>(statements.size());
  step.already_done = done;
  for (std::uint32_t i = done; i < step.total; ++i) {
    PlannedStatement planned;
    planned.index = i + 1;
    planned.statement = std::move(statements[i]);
    planned.reason =
        done > 0 && i == done ? fmt::format("resumes after statement {}", done) : step.reason;
    planned.left_out = WhyNoAccess(planned.statement.facts, capabilities);
    // Only in a bootstrap: CheckClusters() refuses it elsewhere.
    if (!planned.left_out) planned.left_out = WhyNoCluster(planned.statement.facts, capabilities);
    step.statements.push_back(std::move(planned));
  }
}

}  // namespace

std::optional<PlannedStep> MakeBootstrapStep(const project::BootstrapFile& file,
                                             PlanContext& context) {
  auto statements = Render(file.source, 0, file.source.text().size(), context);
  if (!statements || statements->empty()) return std::nullopt;
  Statements repeatable;
  std::vector<StatementOrigin> origins;
  for (project::RenderedStatement& statement : *statements) {
    for (auto& [made, origin] : MakeRepeatable(std::move(statement))) {
      repeatable.push_back(std::move(made));
      origins.push_back(origin);
    }
  }
  PlannedStep step;
  step.kind = StepKind::kBootstrap;
  step.file = file.path;
  step.hash = file.hash.ToHex();
  step.reason = "bootstrap runs in full each time";
  AddStatements(step, std::move(repeatable), 0, context.capabilities);
  for (std::size_t i = 0; i < origins.size(); ++i) step.statements[i].origin = origins[i];
  if (!AddChunks(step, file.source, nullptr, context)) return std::nullopt;
  return step;
}

std::optional<PlannedStep> MakeRevisionStep(const project::RevisionFile& file, Direction direction,
                                            const revision::Progress* progress, std::string reason,
                                            PlanContext& context) {
  const bool is_upgrade = direction == Direction::kUpgrade;
  const auto refuse = [&](std::optional<Diagnostic> problem) {
    if (!problem) return false;
    context.diagnostics.push_back(*std::move(problem));
    return true;
  };
  if (progress != nullptr &&
      refuse(CheckDirection(file, context.project.graph, *progress, direction)))
    return std::nullopt;
  if (!is_upgrade && refuse(CheckReversible(file))) return std::nullopt;

  const project::RevisionPart& part = is_upgrade ? file.upgrade : file.downgrade;
  auto statements = Render(file.source, part.begin, part.end, context);
  if (!statements) return std::nullopt;
  if (progress != nullptr &&
      refuse(CheckResume(file, context.project.graph, *progress, *statements)))
    return std::nullopt;
  const std::uint32_t done = progress == nullptr ? 0 : progress->done;
  if (!CheckClusters(file.source, *statements, done, context)) return std::nullopt;

  PlannedStep step;
  step.kind = is_upgrade ? StepKind::kUpgrade : StepKind::kDowngrade;
  step.id = file.id;
  step.service = file.service;
  step.message = file.message;
  step.file = file.path;
  step.hash = file.hash.ToHex();
  step.reason = progress == nullptr ? std::move(reason) : HalfWayReason(*progress);
  AddStatements(step, *std::move(statements), done, context.capabilities);
  if (!AddChunks(step, file.source, progress, context)) return std::nullopt;
  return step;
}

PlanResult Finish(std::string goal, std::vector<PlannedStep> steps, Diagnostics diagnostics) {
  if (HasErrors(diagnostics)) return std::unexpected(std::move(diagnostics));
  Plan plan;
  plan.goal = std::move(goal);
  plan.steps = std::move(steps);
  plan.warnings = std::move(diagnostics);
  return plan;
}

}  // namespace housewright::plan
