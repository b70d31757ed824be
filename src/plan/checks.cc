#include "plan/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/reason.h"

namespace housewright::plan {
namespace {

Diagnostic ErrorOf(std::string rule, Error error) {
  return {Severity::kError, std::move(rule), std::move(error)};
}

const project::RevisionPart& PartOf(const project::RevisionFile& file, Direction direction) {
  return direction == Direction::kUpgrade ? file.upgrade : file.downgrade;
}

Diagnostic ReleasedEdited(const project::RevisionFile& file) {
  return ErrorOf("released-edited",
                 Error(ErrorCode::kConflict,
                       fmt::format("revision {} is released and applied, and its file differs from "
                                   "what was applied",
                                   file.id.text()))
                     .At(file.WhereHeader("revision"))
                     .WithAdvice("restore the file, and put the change into a new revision"));
}

Diagnostic AppliedEdited(const project::RevisionFile& file, bool is_downgraded) {
  Error error(ErrorCode::kConflict,
              fmt::format("revision {} was edited after it was applied", file.id.text()));
  std::string advice = is_downgraded ? "restore the file as it was applied, downgrade, then edit it"
                                     : "restore the file, and put the change into a new revision";
  return {is_downgraded ? Severity::kError : Severity::kWarning, "applied-edited",
          std::move(error).At(file.WhereHeader("revision")).WithAdvice(std::move(advice))};
}

using revision::RevisionGraph;

// Whether the service has a tree beside that of `base`.
bool HasOtherBase(const RevisionGraph& graph, RevisionGraph::Index base) {
  for (RevisionGraph::Index i = 0; i < graph.size(); ++i) {
    const bool is_base = graph.Parents(i).empty();
    if (i != base && is_base && graph.node(i).service == graph.node(base).service) return true;
  }
  return false;
}

// What a downgrade undoes of the file and what stands on it, and of nothing beside it.
std::string GoalBelow(const project::RevisionFile& file, const RevisionGraph& graph) {
  const auto index = graph.Find(file.id);
  if (!index) return fmt::format("{}@base", file.service);
  const auto parents = graph.Parents(*index);
  if (parents.empty()) {
    return fmt::format("{}@base", HasOtherBase(graph, *index) ? file.id.text() : file.service);
  }
  const std::string& parent = graph.node(parents.front()).id.text();
  const bool has_siblings = graph.Children(parents.front()).size() > 1;
  return has_siblings ? fmt::format("{}@{}", file.id.text(), parent) : parent;
}

// The command that brings a half-way revision to the end of the direction in which it is.
std::string FinishingCommand(const project::RevisionFile& file, const RevisionGraph& graph,
                             Direction direction) {
  return direction == Direction::kUpgrade
             ? fmt::format("housewright upgrade {}", file.id.text())
             : fmt::format("housewright downgrade {}", GoalBelow(file, graph));
}

// Where a half-way revision's file no longer is what was run, its end can be reached by hand only;
// what is then true is stamped. A stamp of a revision below takes its other lines along.
std::string ResumeAdvice(std::string_view restore, const project::RevisionFile& file,
                         const RevisionGraph& graph, Direction direction) {
  std::string goal = file.id.text();
  std::string beside;
  if (direction == Direction::kDowngrade) {
    const auto parents = graph.Parents(graph.Find(file.id).value_or(0));
    goal = parents.empty() ? GoalBelow(file, graph) : graph.node(parents.front()).id.text();
    if (!parents.empty() && graph.Children(parents.front()).size() > 1) {
      beside = fmt::format(", with the other heads above {} that stay applied", goal);
    }
  }
  return fmt::format("{}; or finish the {} by hand, then say so: `housewright stamp {}`{}", restore,
                     revision::DirectionName(direction), goal, beside);
}

// The line of `-- irreversible: reason`; the marker's where it cannot be found.
SourceExcerpt WhereIrreversible(const project::RevisionFile& file) {
  const std::string_view text = file.source.text();
  const project::RevisionPart& part = file.downgrade;
  const std::size_t found = text.substr(0, part.end).find("irreversible", part.begin);
  return file.source.Excerpt(found == std::string_view::npos ? part.marker : found);
}

}  // namespace

Diagnostics CheckAppliedSources(const project::Project& project,
                                const revision::AppliedState& applied,
                                std::span<const revision::RevisionGraph::Index> downgraded) {
  revision::RevisionSet is_downgraded(project.graph.size());
  for (const auto index : downgraded) is_downgraded.Insert(index);
  Diagnostics diagnostics;
  for (const auto& [id, state] : applied.revisions) {
    if (!state.applied || state.progress || state.revision_hash.empty()) continue;
    const auto index = project.graph.Find(id);
    if (!index) continue;
    const project::RevisionFile& file = project.FileOf(*index);
    if (file.hash.ToHex() == state.revision_hash) continue;
    diagnostics.push_back(project.released.Contains(id)
                              ? ReleasedEdited(file)
                              : AppliedEdited(file, is_downgraded.Contains(*index)));
  }
  return diagnostics;
}

std::optional<Diagnostic> CheckDirection(const project::RevisionFile& file,
                                         const revision::RevisionGraph& graph,
                                         const revision::Progress& progress, Direction direction) {
  if (progress.direction == direction) return std::nullopt;
  return ErrorOf(
      "half-way",
      Error(ErrorCode::kConflict,
            fmt::format("revision {} is half-way through its {}: {} of {} {} done", file.id.text(),
                        revision::DirectionName(progress.direction), progress.done,
                        Count(progress.total, "statement"), progress.done == 1 ? "is" : "are"))
          .At(file.source.Excerpt(PartOf(file, progress.direction).marker))
          .WithAdvice(fmt::format("finish it first: `{}`",
                                  FinishingCommand(file, graph, progress.direction))));
}

std::optional<Diagnostic> CheckReversible(const project::RevisionFile& file) {
  if (!file.downgrade.irreversible) return std::nullopt;
  return ErrorOf(
      "irreversible",
      Error(ErrorCode::kUnsupported, fmt::format("revision {} cannot be undone: {}", file.id.text(),
                                                 *file.downgrade.irreversible))
          .At(WhereIrreversible(file))
          .WithAdvice(fmt::format("go no further down than to it: `housewright "
                                  "downgrade {}`",
                                  file.id.text())));
}

std::optional<Diagnostic> CheckResume(const project::RevisionFile& file,
                                      const revision::RevisionGraph& graph,
                                      const revision::Progress& progress,
                                      const std::vector<project::RenderedStatement>& statements) {
  const char* const direction = revision::DirectionName(progress.direction);
  const std::size_t comparable =
      std::min({statements.size(), progress.done_hashes.size(), std::size_t{progress.done}});
  for (std::size_t i = 0; i < comparable; ++i) {
    const std::string& done = progress.done_hashes[i];
    if (done.empty() || statements[i].hash.ToHex() == done) continue;
    return ErrorOf(
        "resume-edited",
        Error(ErrorCode::kConflict,
              fmt::format("statement {} of the {} of revision {} was edited after it was done",
                          i + 1, direction, file.id.text()))
            .At(file.source.Excerpt(statements[i].position.offset))
            .WithAdvice(ResumeAdvice("restore it as it was", file, graph, progress.direction)));
  }
  // What is not done may be split, changed or removed.
  if (statements.size() >= progress.done) return std::nullopt;
  return ErrorOf(
      "resume-edited",
      Error(ErrorCode::kConflict,
            fmt::format("the {} of revision {} had {} when it began and has {} now; {} {} done",
                        direction, file.id.text(), Count(progress.total, "statement"),
                        statements.size(), progress.done, progress.done == 1 ? "is" : "are"))
          .At(file.source.Excerpt(PartOf(file, progress.direction).marker))
          .WithAdvice(ResumeAdvice("restore the file", file, graph, progress.direction)));
}

}  // namespace housewright::plan
